#:package Dockerize@0.1.0

// Composes an image without a Dockerfile, builds it, runs it and pushes it:
//
//   dotnet run build.cs [BASE-IMAGE [REGISTRY]]
using System.Diagnostics;
using Dockerize;
using Dockerize.Build.Tags;
using Dockerize.Dockerfiles;
using Dockerize.Reporting;

var baseImage = args.Length > 0 ? args[0] : "mcr.microsoft.com/dotnet/runtime-deps:10.0";
var registry = args.Length > 1 ? args[1] : null;

var directory = (string?)AppContext.GetData("EntryPointFileDirectoryPath");

using var image = new ImageBuilder(baseImage, baseDirectory: directory);
image.Copy("greetings", "/srv/greetings/");
image.WriteText($"built with .NET {Environment.Version}\n", "/srv/about");
image.AddLine(RunInstruction.FromCommand(["sh", "-c", "sort /srv/greetings/* > \"$1\"", "sort", "/srv/all of them"]));
image.AddLine("""ENTRYPOINT ["cat", "/srv/all of them", "/srv/about"]""");
image.LineBefore("COPY greetings /srv/greetings/", image.Lines[^1]);

var id = await image.BuildAsync(progress: new TextProgress(Console.Out));
using (var container = Process.Start("docker", ["run", "--rm", id]))
{
    await container.WaitForExitAsync();
    if (container.ExitCode != 0)
        return container.ExitCode;
}

if (registry is not null)
{
    var pushed = await DockerImages.PushAsync(id, registry, "greetings", ImageTags.ForVersion("1.0.0"));
    Console.WriteLine($"Pushed {pushed}");
}

return 0;
