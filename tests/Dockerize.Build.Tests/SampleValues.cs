using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Dockerize.Build.Tests;

/// <summary>
/// Realistic values of any type, for the texts of messages. A parameter gets several values if they can change the
/// text: each value of an enum, null for a nullable type, and lists with one and with eleven elements.
/// </summary>
internal static class SampleValues
{
    /// <summary>
    /// The maximum number of combinations of two parameters. If there are more, only <see cref="Samples.Simple"/>
    /// values are combined.
    /// </summary>
    private const int MaximumProduct = 30_000;

    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<(Type Type, string Caller), Samples> Composites = [];

    // The sample texts of parameters and properties. The key is the name, or MEMBER.name for one method or type.
    private static readonly Dictionary<string, string[]> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["account"] = ["ada"],
        ["action"] = ["Set WEBAPP_VERSION with a DockerBuildArg item."],
        ["address"] = ["https://files.example.com/tool.tar.gz"],
        ["alternative"] = ["Set DockerBaseImage instead."],
        ["architecture"] = ["amd64"],
        ["baseImage"] = ["mcr.microsoft.com/dotnet/aspnet:10.0"],
        ["builder"] = ["BuildKit", ""],
        ["client"] = ["curl"],
        ["container"] = ["4f1d9c02b7a6"],
        ["command"] = ["docker run --rm -p 8080:8080 shop:1.4.0"],
        ["credentialSource"] = ["/home/ada/.docker/config.json"],
        ["directory"] = ["/src/Shop/bin/Release/net10.0/publish"],
        ["dockerfilePath"] = ["/src/Shop/Dockerfile"],
        ["engineMessage"] = EngineMessages,
        ["exclusion"] = ["Exclude the file in .dockerignore"],
        ["expected"] = ["true or false"],
        ["feature"] = ["COPY --link"],
        ["file"] = ["Shop.dll"],
        ["files"] = ["certs/key.pem"],
        ["form"] = ["DockerPorts"],
        ["found"] = ["sha256:b5d2" + new string('0', 60)],
        ["from"] = ["feature/login#2"],
        ["helpPage"] = ["https://docs.docker.com/go/dockerfile/rule/from-as-casing/", ""],
        ["id"] = ["sha256:5e71" + new string('0', 60)],
        ["assembly"] = ["Shop"],
        ["BaseMoved.name"] = ["mcr.microsoft.com/dotnet/aspnet:10.0"],
        ["context"] = ["/src/Shop"],
        ["ForcedBuild.property"] = ["DockerForceBuild"],
        ["PushedAs.name"] = ["registry.example.com/shop:1.4.0"],
        ["PushedAs.digest"] = ["sha256:5e71" + new string('0', 60)],
        ["date"] = ["2026-11-02"],
        ["part"] = ["registry"],
        ["product"] = ["Docker", "Podman"],
        ["tags"] = ["{version} latest"],
        ["ExplanationTexts.user"] = ["$APP_UID"],
        ["imageId"] = ["sha256:5e71" + new string('0', 60)],
        ["image"] = ["registry.example.com/shop:1.4.0"],
        ["images"] = ["registry.example.com/shop:latest"],
        ["item"] = ["DockerPort"],
        ["keyword"] = ["ENV", "LABEL", "ARG", "VOLUME"],
        ["layer"] = ["COPY packages/ / (31 files)"],
        ["line"] = ["Installing libfoo"],
        ["location"] = ["https://login.example.com/"],
        ["meant"] = ["DockerTags"],
        ["message"] = ["the build failed"],
        ["missing"] = ["DOTNET_CONTAINER_REGISTRY_UNAME"],
        ["name"] = ["Shop"],
        ["names"] = ["DockerPorts"],
        ["network"] = ["backend"],
        ["operation"] = ["push"],
        ["origin"] = ["DOCKER_HOST"],
        ["other"] = ["/src/Api/Api.csproj"],
        ["packages"] = ["libfoo"],
        ["password"] = ["secret"],
        ["path"] = ["/src/Shop/Dockerfile"],
        ["pattern"] = ["[z-a]"],
        ["place"] = ["the value of 'GREETING' in ENV"],
        ["port"] = ["port 8080"],
        ["ports"] = ["8081"],
        ["project"] = ["/src/Shop/Shop.csproj"],
        ["property"] = ["DockerTags"],
        ["publishDirectory"] = ["/src/Shop/bin/Release/net10.0/publish"],
        ["reason"] = ["permission denied"],
        ["registry"] = ["registry.example.com"],
        ["repository"] = ["shop"],
        ["requested"] = ["1.60"],
        ["root"] = ["/src"],
        ["runtimeIdentifier"] = ["linux-musl-x64"],
        ["set"] = ["DOTNET_CONTAINER_REGISTRY_PWORD"],
        ["similar"] = ["build"],
        ["source"] = ["/etc/shop/settings.json"],
        ["sourceName"] = ["builder", "registry.example.com/tools:2"],
        ["stage"] = ["biuld"],
        ["stages"] = ["build"],
        ["status"] = ["Pushed"],
        ["step"] = ["RUN make locale"],
        ["suggestion"] = ["mcr.microsoft.com/dotnet/aspnet:10.0-alpine"],
        ["summary"] = [": 1 of 7 layers, 114 kB"],
        ["syntaxImage"] = ["docker/dockerfile:1.4"],
        ["target"] = ["final"],
        ["task"] = ["BuildDockerImage"],
        ["text"] = ["Shop:1.4.0"],
        ["to"] = ["feature-login-2"],
        ["token"] = ["version", "sha", "branch", "date", "timestamp", "configuration"],
        ["urls"] = ["http://localhost:5000"],
        ["username"] = ["ada"],
        ["value"] = ["yes please"],
        ["variables"] = ["DOCKER_AUTH_CONFIG"],
        ["version"] = ["next"],
        ["why"] = ["it contains a space"],
        ["code"] = ["DKZ2008"],
        ["items"] = ["", "DockerRun 'make locale'"],
        ["page"] = ["/packages/dockerize.build/1.0.0/docs/DKZ2.md#dkz2008"],
        ["BaseImageDiagnostics.reason"] = ["it has ASP.NET Core 9.0.1, and the app requires 10.0.0"],
        ["BuildStep.instruction"] = ["RUN make locale"],
        ["BuildStep.stage"] = ["", "build"],
        ["BuildWarning.text"] = ["FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 7)"],
        ["ApiVersionException.requested"] = ["1.60"],
        ["ArchiveOfTwoProjects.path"] = ["/src/shop.tar.gz"],
        ["ArchiveOfTwoProjects.property"] = ["DockerArchive"],
        ["ArchiveOfTwoTargets.path"] = ["/src/shop.tar.gz"],
        ["ArchiveOfTwoTargets.property"] = ["DockerArchive"],
        ["ArchiveUpToDate.path"] = ["/src/shop.tar.gz"],
        ["ChangedValue.token"] = ["branch"],
        ["ConflictingCommand.instruction"] = ["None"],
        ["ConflictingCommand.other"] = ["ContainerAppCommand"],
        ["DigestInImage.text"] = ["shop@sha256:4fa1" + new string('0', 60)],
        ["DigestInRepository.property"] = ["DockerRepository"],
        ["DigestInRepository.text"] = ["shop@sha256:4fa1" + new string('0', 60)],
        ["Digest.text"] = ["sha256:4fa1" + new string('0', 60)],
        ["ErrorStatus.path"] = ["/health"],
        ["TestingPort.path"] = ["/health"],
        ["TestedPort.path"] = ["/health"],
        ["NoPort.path"] = ["/health"],
        ["NoResponse.reason"] = ["Connection refused"],
        ["NotHealthy.output"] = ["curl: (7) Failed to connect to localhost port 8080"],
        ["NotStarted.engineMessage"] = ["exec: \"dotnet\": executable file not found in $PATH"],
        ["SmokeTestException.reason"] = ["the container exited with code 134 after 0.4 seconds"],
        ["DownloadFailed.reason"] = ["failed to load cache key: invalid response status 503"],
        ["ImageReplacedException.expected"] = ["sha256:4fa1" + new string('0', 60)],
        ["ImagePushException.expected"] = ["sha256:4fa1" + new string('0', 60)],
        ["ImageNameDiagnostics.property"] = ["DockerRepository"],
        ["ImageTagDiagnostics.reason"] = ["'release/1.4' is not a valid tag"],
        ["setting"] = ["DockerCompression=zstd", "DockerAnnotation 'team', 'stage'"],
        ["settings"] = ["SOURCE_DATE_EPOCH"],
        ["InvalidAnnotation.name"] = ["a=b"],
        ["ConflictingFormat.property"] = ["DockerImageFormat"],
        ["NoIndex.names"] = ["team"],
        ["NotReproducible.reason"] = ["the builder of this engine does not support SOURCE_DATE_EPOCH"],
        ["ImageTagDiagnostics.text"] = ["release/1.4"],
        ["InvalidCommand.property"] = ["DockerEntrypoint"],
        ["InvalidCommand.reason"] = ["it ends with a backslash"],
        ["InvalidCommand.text"] = [@"dotnet Shop.dll \"],
        ["InvalidDockerfile.reason"] = ["unknown instruction: RUM"],
        ["NoImage.message"] = ["The engine ended the build without an error and without an image."],
        ["NothingToSave.property"] = ["DockerArchive"],
        ["FileOfTwoProjects.path"] = ["/src/sbom.spdx.json"],
        ["FileOfTwoTargets.path"] = ["/src/sbom.spdx.json"],
        ["InvalidAssets.path"] = ["/src/Shop/obj/project.assets.json"],
        ["InvalidAssets.reason"] = ["Could not find file"],
        ["Sbom.path"] = ["/src/Shop/obj/Release/net10.0/docker/sbom.spdx.json"],
        ["NoRegistry.image"] = ["shop:1.4.0"],
        ["UnreadableVariable.source"] = ["DOCKER_AUTH_CONFIG"],
        ["UnsupportedSyntax.reason"] = ["unknown flag: link"],
        ["CertificateUnreadableException.path"] = ["/certs/client/key.pem"],
        ["CopyOutside.source"] = ["/etc/ssl/root.pem"],
        ["CredentialLookup.registry"] = ["registry.example.com"],
        ["CredentialsUnreadableException.reason"] = ["it is not valid JSON"],
        ["CredentialsUnreadableException.source"] = ["/home/ada/.docker/config.json"],
        ["DockerContextException.name"] = ["builds"],
        ["DockerContextException.origin"] = ["DOCKER_CONTEXT"],
        ["ConflictingFormat.content"] = ["annotations"],
        ["DockerContextException.path"] = ["/home/ada/.docker/contexts/meta/0f1e/meta.json"],
        ["DockerContextException.reason"] = ["it has no endpoint for Docker"],
        ["EngineConnectionException.reason"] = ["Broken pipe"],
        ["FileChangedException.path"] = ["/src/Shop/bin/Release/net10.0/publish/Shop.dll"],
        ["FileUnreadableException.path"] = ["/src/Shop/bin/Release/net10.0/publish/Shop.dll"],
        ["FileUnwritableException.path"] = ["/src/Shop/obj/Release/net10.0/docker/Dockerfile"],
        ["FolderNotEmptyException.path"] = ["/src/Shop/out"],
        ["ForeignAot.machine"] = ["linux-x64"],
        ["ForeignFolder.path"] = ["/src/Shop/out"],
        ["IgnoredSdkSetting.action"] = ["Remove it."],
        ["IgnoredSdkSetting.property"] = ["LocalRegistry"],
        ["IgnoredSettings.property"] = ["DockerBuildFile"],
        ["IgnoreFileUnreadableException.path"] = ["/src/Shop/.dockerignore"],
        ["ImageBuildException.engineMessage"] = ["exit code: 2"],
        ["ImageBuildException.reason"] = ["The command '/bin/sh -c make locale' returned a non-zero code: 2"],
        ["InvalidEndpointException.text"] = ["podman"],
        ["InvalidIgnorePattern.path"] = ["/src/Shop/.dockerignore"],
        ["InvalidName.name"] = ["MY NAME"],
        ["InvalidPackage.text"] = ["libfoo bar"],
        ["InvalidPort.property"] = ["DockerPort"],
        ["InvalidPort.text"] = ["70000"],
        ["InvalidRegistry.property"] = ["DockerRegistry"],
        ["InvalidRegistry.reason"] = ["it contains the scheme 'https://'; use registry.example.com"],
        ["InvalidRegistry.text"] = ["https://registry.example.com"],
        ["InvalidShell.property"] = ["DockerShell"],
        ["InvalidShell.reason"] = ["it is not a JSON array"],
        ["InvalidShell.text"] = ["/bin/bash -c"],
        ["InvalidValue.property"] = ["DockerPush"],
        ["InvalidReferenceException.reason"] = ["the repository contains an upper-case letter"],
        ["LoopbackOnly.origin"] = ["ASPNETCORE_URLS"],
        ["LogTexts.origin"] = ["Urls in appsettings.json"],
        ["MetadataOfTwoProjects.path"] = ["/src/image.json"],
        ["MetadataOfTwoTargets.path"] = ["/src/image.json"],
        ["Mismatch.actual"] = ["glibc"],
        ["Mismatch.required"] = ["musl"],
        ["Mismatch.suggestion"] = ["linux-x64"],
        ["MissingEntrypoint.arguments"] = ["--verbose"],
        ["MissingRunCommand.name"] = ["make locale"],
        ["NoFolder.directory"] = ["/src/context"],
        ["NoFolder.property"] = ["DockerBuildContext"],
        ["NoImage.value"] = ["Library"],
        ["NoImageToPush.project"] = ["Shop"],
        ["NoImageToPush.value"] = ["Library"],
        ["NoPair.property"] = ["DockerLabels"],
        ["NoPair.text"] = ["GREETING"],
        ["NoProgram.project"] = ["Shop"],
        // The reasons that MissingImage.RequireProgram finds.
        ["NoProgram.reason"] = ["Library", "Framework", "Platform", "Browser"],
        ["NoProgram.value"] = ["Library"],
        ["NotForLinux.entry"] = ["windows/amd64"],
        ["NoVersionNumbers.token"] = ["major"],
        ["NotPlanned.platforms"] = ["linux/arm64"],
        ["PlatformDiagnostics.property"] = ["DockerPlatforms"],
        ["PrefixWithImage.prefix"] = ["team"],
        ["RegistryInPrefix.prefix"] = ["registry.example.com/team"],
        ["Repeated.platform"] = ["linux/amd64"],
        ["Saved.path"] = ["/src/shop.tar.gz"],
        ["Saving.path"] = ["/src/shop.tar.gz"],
        ["TagInRepository.property"] = ["DockerRepository"],
        ["TagInRepository.text"] = ["shop:1.4.0"],
        ["NothingPublished.file"] = ["Shop.dll"],
        ["PlatformMismatchException.requested"] = ["linux/arm64"],
        ["RegistryCredentials.source"] = ["/run/user/1000/containers/auth.json"],
        ["SettingOrigins.baseImage"] = ["ContainerBaseImage"],
        ["SettingOrigins.baseRegistry"] = ["DockerBaseRegistry"],
        ["SettingOrigins.baseVariant"] = ["DockerBaseVariant"],
        ["SettingOrigins.platform"] = ["DockerPlatform"],
        ["SettingOrigins.registry"] = ["DockerRegistry"],
        ["SettingOrigins.repository"] = ["DockerRepository"],
        ["StaleAssets.assets"] = ["wwwroot/old.css"],
        ["Unreadable.property"] = ["DockerBuildFile"],
        ["UnreadableRepository.reason"] = ["permission denied"],
        ["StepRunning.name"] = ["exporting layers"],
        ["UnreadableRepository.path"] = ["/src/.git/HEAD"],
        ["UnknownToken.token"] = ["tag"],
        ["BuildSecret.environmentVariable"] = ["NUGET_TOKEN"],
        ["BuildSecret.id"] = ["nuget"],
        ["BuildSecret.path"] = ["/src/Shop/nuget.secret.config"],
        ["BuildSecretException.reason"] = ["permission denied"],
        ["BuildSsh.id"] = ["default"],
        ["BuildSsh.path"] = ["/home/ada/.ssh/id_ed25519"],
        ["BuildSshException.reason"] = ["could not connect to '/run/agent.sock': Connection refused"],
        ["Missing.mountId"] = ["default", "nuget"],
        ["UnsupportedCacheExporter.exporter"] = ["type=registry,ref=registry.example.com/shop:cache"],
        ["UnsupportedCacheExporter.property"] = ["DockerBuildCacheTo"],
        ["ValueInSecret.id"] = ["nuget"],
        ["IgnoredWithGenerated.names"] = ["DockerBuildSecret"],
        ["UnusedForm.form"] = ["DockerPort"],
        ["UnusedForm.property"] = ["DockerPorts"],
        ["UnknownMetadata.name"] = ["Proto"],
        ["UnknownMetadata.meant"] = ["Protocol"],
        ["UnknownItem.name"] = ["DockerPorts"],
        ["UnknownItem.meant"] = ["DockerPort"],
        ["UnknownProperty.name"] = ["DockerTagss"],
        ["ItemAsProperty.name"] = ["DockerRun"],
        ["ItemAsProperty.item"] = ["DockerRun"],
        ["diff"] = ["/src/Shop/obj/Release/net10.0/docker/eject.diff"],
        ["record"] = ["/src/Shop/Dockerfile.ejected"],
        ["EjectedBuild.command"] = ["docker build ."],
        ["EjectDiagnostics.reason"] = ["Invalid package 'a b' in DockerSystemPackage"],
        ["NoImage.project"] = ["Shop"],
        ["NoProjectFile.path"] = ["/src/shop.csproj"],
        ["OwnDockerfile.path"] = ["My.Dockerfile"],
        ["OwnDockerfile.property"] = ["DockerBuildFile"],
        ["SetByHand.file"] = ["/src/Shop/Shop.csproj"],
    };

    // The elements of lists. A list that is not in this table has one sample text, or eleven numbered texts.
    private static readonly Dictionary<string, string[]> Lists = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Changed.changes"] = ["+RUN apt-get install -y tini"],
        ["lines"] = ["<DockerBuildFile>Dockerfile</DockerBuildFile>"],
        ["checked"] = ["DOCKER_HOST: not set", "unix:///var/run/docker.sock: no such file or directory"],
        ["Starts.arguments"] = ["dotnet", "/app/Shop.dll"],
        ["Labels.names"] = ["team", "org.opencontainers.image.version"],
        ["Variables.names"] = ["TZ", "LANG"],
        ["changes"] = ["Shop.dll changed", "the label team was added"],
        ["CredentialLookup.checked"] =
        [
            "DOCKER_AUTH_CONFIG: not set",
            "/home/ada/.docker/config.json: no credentials for registry.example.com",
        ],
        ["instructions"] = ["COPY projects/ /", "COPY app/ /"],
        ["ForeignAot.foreign"] = ["linux-arm64", "linux-arm"],
        ["NotRestored.all"] = ["linux-x64", "linux-arm64"],
        ["NotRestored.missing"] = ["linux-arm64"],
        ["OnePlatform.platforms"] = ["linux/amd64", "linux/arm64"],
        ["output"] = ["Compiling locale/de.po", "make: *** No rule to make target 'locale'."],
        ["recorded"] = ["DOTNET_CONTAINER_PULL_REGISTRY_PWORD", "DOTNET_CONTAINER_REGISTRY_PWORD"],
        ["schemes"] = ["unix", "npipe", "tcp", "http", "https", "ssh", "wslc"],
        ["targets"] = ["ComputeContainerBaseImage", "ComputeContainerConfig"],
        ["unsetArguments"] = ["TAG", "VERSION"],
    };

    // Nullable properties and parameters that are never null in a message.
    private static readonly string[] NotNull =
    [
        "ApiVersionException.Endpoint",
        "ApiVersionException.Newest",
        "BuildSecret.EnvironmentVariable",
        "BuildSecret.Path",
        "BuildSsh.Path",
        "ImageBuildException.Address",
        "ImageBuildException.Feature",
        "ImageBuildException.MountId",
        "ImagePushException.Expected",
        "PlatformMismatchException.image",
    ];

    // Lists that can be empty, and lists that are empty in most messages.
    private static readonly string[] EmptyLists = ["Stages", "Output", "UnsetArguments", "instructions"];
    private static readonly string[] UsuallyEmptyLists = ["UnsetArguments"];

    // Values that can be exchanged. Of the texts that differ only in these values, one is listed.
    private static readonly (string Value, string Standard)[] Interchangeable =
    [
        .. EngineMessages.Select(message => (message, EngineMessages[0])),
        ("docker.io/library/redis:7", Images[0]),
        ("redis:7", Images[0]),
        ("library/redis", "shop"),
        ("docker.io", "registry.example.com"),
        ("token from", "password from"),
    ];

    private static string[] Images => ["registry.example.com/shop:1.4.0", "redis:7"];

    /// <summary>Messages of engines, one for each cause that the library recognizes.</summary>
    private static string[] EngineMessages =>
        [
            "manifest unknown",
            "something unexpected happened",
            "http: server gave HTTP response to HTTPS client",
            "x509: certificate signed by unknown authority",
            "x509: certificate has expired or is not yet valid",
            "dial tcp: lookup registry.example.com: no such host",
            "dial tcp 10.0.0.1:443: connect: connection refused",
            "unauthorized: authentication required",
            "name unknown: repository name not known to registry",
            "dial tcp: lookup registry.example.com on 10.0.0.53:53: server misbehaving",
            "dial tcp 10.0.0.1:443: i/o timeout",
            "pull access denied, repository does not exist or may require 'docker login'",
            "no matching manifest for linux/arm64 in the manifest list entries",
            "toomanyrequests: You have reached your pull rate limit",
            "write /var/lib/docker/tmp/blob: no space left on device",
        ];

    /// <summary>Calls a method with combinations of sample values, and returns the results.</summary>
    public static IEnumerable<object?> CallsOf(MethodBase method)
    {
        var owner = method.DeclaringType!;
        var parameters = method
            .GetParameters()
            .Select(parameter =>
                Of(
                    parameter.ParameterType,
                    parameter.Name!,
                    method.IsConstructor ? [owner.Name] : [method.Name, owner.Name],
                    Nullability.Create(parameter).ReadState == NullabilityState.Nullable
                )
            )
            .ToList();
        return Combine(parameters)
            .Select(arguments => TryCall(method, [.. arguments]))
            .Where(result => result is not null);
    }

    // Returns null if the method fails with a NullReferenceException: no caller passes such a combination.
    private static object? TryCall(MethodBase method, object?[] arguments)
    {
        try
        {
            return method is ConstructorInfo constructor
                ? constructor.Invoke(arguments)
                : method.Invoke(null, arguments);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is NullReferenceException)
        {
            return null;
        }
    }

    /// <summary>Replaces each interchangeable value in a text by its standard value.</summary>
    public static string Normalize(string text) =>
        Interchangeable.Aggregate(
            text,
            (current, pair) => current.Replace(pair.Value, pair.Standard, StringComparison.Ordinal)
        );

    // Returns the standard values, then lists in which one parameter has another value, then lists in which two
    // parameters have other values.
    private static IEnumerable<IReadOnlyList<object?>> Combine(List<Samples> parameters)
    {
        var standard = parameters.Select(parameter => parameter.All[0]).ToArray();
        yield return standard;
        for (var first = 0; first < parameters.Count; first++)
        {
            foreach (var value in parameters[first].All.Skip(1))
                yield return Replace((first, value));
        }

        for (var first = 0; first < parameters.Count; first++)
        {
            for (var second = first + 1; second < parameters.Count; second++)
            {
                foreach (var (one, other) in Product(parameters[first], parameters[second]))
                    yield return Replace((first, one), (second, other));
            }
        }

        object?[] Replace(params (int Index, object? Value)[] changes)
        {
            var arguments = (object?[])standard.Clone();
            foreach (var (index, value) in changes)
                arguments[index] = value;
            return arguments;
        }
    }

    private static IEnumerable<(object? One, object? Other)> Product(Samples one, Samples other)
    {
        var isSmall = one.All.Count * other.All.Count <= MaximumProduct;
        var (ones, others) = isSmall ? (one.All, other.All) : (one.Simple, other.Simple);
        foreach (var first in ones.Skip(1))
        {
            foreach (var second in others.Skip(1))
                yield return (first, second);
        }
    }

    private static Samples Of(Type type, string name, string[] owners, bool isNullable)
    {
        var samples = Of(Nullable.GetUnderlyingType(type) ?? type, name, owners);
        var canBeNull = isNullable || Nullable.GetUnderlyingType(type) is not null;
        return canBeNull && !owners.Any(owner => NotNull.Contains($"{owner}.{name}")) ? samples.WithNull() : samples;
    }

    private static Samples Of(Type type, string name, string[] owners)
    {
        if (type == typeof(string))
            return new(TextsOf(name, owners));
        if (type == typeof(ImageReference))
            return new([.. (Find(Texts, name, owners) ?? Images).Select(ImageReference.Parse)]);
        if (type == typeof(EngineEndpoint))
            return new([EngineEndpoint.TryParse("unix:///var/run/docker.sock", "the default socket", null)]);
        if (type == typeof(Digest))
            return new([Digest.Parse("sha256:4fa1" + new string('0', 60))]);
        if (type == typeof(Platform))
            return new([
                Platform.Parse(
                    name.Equals("requested", StringComparison.OrdinalIgnoreCase) ? "linux/arm64" : "linux/amd64"
                ),
            ]);
        if (type == typeof(Version))
            return new([new Version(1, 44)]);
        if (type == typeof(TimeSpan))
            return new([TimeSpan.FromSeconds(100)]);
        if (type == typeof(bool))
            return new([false, true]);
        if (type.IsEnum)
            return new([
                .. Find(Texts, name, owners)?.Select(value => Enum.Parse(type, value))
                    ?? Enum.GetValues(type).Cast<object?>(),
            ]);
        if (type == typeof(int) || type == typeof(long))
            return new([Convert.ChangeType(NumberOf(name, owners), type, CultureInfo.InvariantCulture)]);
        if (typeof(Exception).IsAssignableFrom(type) && type.Namespace == nameof(System))
            return new([new InvalidOperationException("the sequence contains no elements.")]);
        if (typeof(ITuple).IsAssignableFrom(type))
            return new([Activator.CreateInstance(type, "DockerRegistry", "registry.example.com")]);
        if (typeof(IEnumerable).IsAssignableFrom(type))
            return ListsOf(type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0], name, owners);
        if (!Composites.TryGetValue((type, owners[0]), out var composite))
            Composites[(type, owners[0])] = composite = CompositesOf(type, owners[0]);
        return composite;
    }

    private static int NumberOf(string name, string[] owners) =>
        name.ToUpperInvariant() switch
        {
            "LIMIT" when owners.Contains(nameof(InvalidDockerfileException)) => 10_000,
            "STATUS" when owners.Contains(nameof(StatusTexts.TestedPort)) => 200,
            "STATUS" when owners.Contains(nameof(SmokeTestFailure.ErrorStatus)) => 500,
            "BYTES" => 114_000,
            "TOTALBYTES" or "LIMIT" => 4_000_000,
            "COUNT" or "FILES" or "LAYERS" or "RETRIES" => 12,
            "NUMBER" or "RETRY" or "SENT" => 2,
            _ => 7,
        };

    private static string[] TextsOf(string name, string[] owners) =>
        Find(Texts, name, owners) ?? Texts.GetValueOrDefault(name) ?? [$"<{name}>"];

    private static string[]? Find(Dictionary<string, string[]> texts, string name, string[] owners) =>
        owners.Select(owner => texts.GetValueOrDefault($"{owner}.{name}")).FirstOrDefault(found => found is not null);

    private static Samples ListsOf(Type element, string name, string[] owners)
    {
        var values = Of(element, name, owners).All;
        List<object?> lists;
        if (element != typeof(string))
            lists = [ListOf(element, [values[0]]), ListOf(element, [.. values.Take(2)])];
        else if ((Find(Lists, name, owners) ?? Lists.GetValueOrDefault(name)) is { } texts)
            lists = [texts, texts[..1], texts[^1..]];
        else
            lists = [.. values.Select(value => new[] { (string)value! }), Eleven((string)values[0]!)];
        if (EmptyLists.Contains(name, StringComparer.OrdinalIgnoreCase))
            lists.Insert(UsuallyEmptyLists.Contains(name) ? 0 : lists.Count, ListOf(element, []));
        return new(lists);
    }

    private static string[] Eleven(string text) =>
        [.. Enumerable.Range(0, 11).Select(number => Numbered(text, number))];

    private static Array ListOf(Type element, object?[] values)
    {
        var list = Array.CreateInstance(element, values.Length);
        values.CopyTo(list, 0);
        return list;
    }

    // Makes texts different. A port number at the end is increased. Other texts get a number before their extension.
    private static string Numbered(string text, int number)
    {
        if (number == 0)
            return text;
        if (Regex.Match(text, "[0-9]{4,}$") is { Success: true } port)
            return text[..port.Index] + (int.Parse(port.Value, CultureInfo.InvariantCulture) + number);

        var extension = Regex.Match(text, @"(?:\.[a-z]{1,4})?$").Value;
        return FormattableString.Invariant($"{text[..^extension.Length]}-{number + 1}{extension}");
    }

    private static Samples CompositesOf(Type type, string caller)
    {
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(each => Array.TrueForAll(each.GetParameters(), parameter => parameter.ParameterType != type))
            .OrderByDescending(each => each.GetParameters().Length)
            .First();
        var parameters = constructor.GetParameters();
        var members = MembersOf(type)
            .Where(member =>
                !Array.Exists(parameters, each => each.Name!.Equals(NameOf(member), StringComparison.OrdinalIgnoreCase))
            )
            .OrderBy(NameOf, StringComparer.Ordinal)
            .ToList();
        List<Samples> values =
        [
            .. parameters.Select(parameter =>
                typeof(Exception).IsAssignableFrom(parameter.ParameterType) && parameter.Name == "innerException"
                    ? new Samples([null])
                    : Of(
                        parameter.ParameterType,
                        parameter.Name!,
                        [caller, type.Name],
                        Nullability.Create(parameter).ReadState == NullabilityState.Nullable
                    )
            ),
            .. members.Select(member =>
                member is PropertyInfo property
                    ? Of(
                        property.PropertyType,
                        property.Name,
                        [caller, type.Name],
                        Nullability.Create(property).ReadState == NullabilityState.Nullable
                    )
                    : Of(((FieldInfo)member).FieldType, NameOf(member), [caller, type.Name])
            ),
        ];
        var simple = 1 + values.Sum(value => value.All.Count - 1);
        List<object?> all = [.. Combine(values).Select(Create)];
        return new(all) { Simple = all.GetRange(0, simple) };

        object? Create(IReadOnlyList<object?> arguments)
        {
            var created = constructor.Invoke([.. arguments.Take(parameters.Length)]);
            foreach (var (member, value) in members.Zip(arguments.Skip(parameters.Length)))
            {
                if (member is PropertyInfo property)
                    property.SetValue(created, value);
                else
                    ((FieldInfo)member).SetValue(created, value);
            }

            return created;
        }
    }

    // Returns the writable properties, and the fields of read-only enum and Boolean properties. Another constructor or
    // the inner exception determines the values of these fields.
    private static IEnumerable<MemberInfo> MembersOf(Type type)
    {
        foreach (var property in type.GetProperties().Where(each => each.DeclaringType == type))
        {
            if (property.CanWrite)
                yield return property;
            else if (
                (property.PropertyType.IsEnum || property.PropertyType == typeof(bool))
                && type.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)
                    is { } field
            )
                yield return field;
        }
    }

    private static string NameOf(MemberInfo member) => member.Name.TrimStart('<').Split('>')[0];

    /// <summary>The values of a parameter. The first one is the standard value.</summary>
    private sealed record Samples(IReadOnlyList<object?> All)
    {
        /// <summary>The values that differ from the standard value in only one part.</summary>
        public IReadOnlyList<object?> Simple { get; init; } = All;

        public Samples WithNull() => new([.. All, null]) { Simple = [.. Simple, null] };
    }
}
