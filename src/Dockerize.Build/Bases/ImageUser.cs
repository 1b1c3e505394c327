using Dockerize.Build.Advice;
using Dockerize.Build.Apps;

namespace Dockerize.Build.Bases;

/// <summary>The user of the process in the container, and the reason for the choice.</summary>
internal sealed record ImageUser
{
    private const string AppUid = "APP_UID";

    /// <summary>The user of the base image.</summary>
    public static readonly ImageUser Inherited = new(null, null, "the user of the base image");

    private ImageUser(string? name, string? owner, string reason)
    {
        Name = name;
        Owner = owner;
        Reason = reason;
    }

    /// <summary>The argument of USER; null for the user of the base image.</summary>
    public string? Name { get; }

    /// <summary>
    /// The owner of the files that the process can write, as in <c>--chown</c>; null for root, or if unknown.
    /// </summary>
    public string? Owner { get; }

    /// <summary>The reason for the choice, for a comment in the Dockerfile.</summary>
    public string Reason { get; private init; }

    /// <summary>
    /// Chooses the user. The order is: the user in the project, the user of the base image if it is not root, the id in
    /// APP_UID, root. APP_UID is used only if the base image is known to set it, because <c>USER $APP_UID</c> means
    /// root in an image without that variable.
    /// </summary>
    public static ImageUser Choose(PublishedApp app, BaseImage baseImage, string? named)
    {
        if (!string.IsNullOrWhiteSpace(named))
            return new ImageUser(named, named, "specified in the project");

        if (baseImage.Facts is { HasNonRootUser: true } facts)
            return new ImageUser(null, facts.User, $"the user of the base image, {facts.User}");

        var hasAppUser =
            baseImage.Facts?.Env.ContainsKey(AppUid)
            ?? (baseImage.IsInferred && app.FrameworkMajor >= DotNetImages.FirstVersionWithAppUser);
        if (hasAppUser)
            return new ImageUser("$" + AppUid, "$" + AppUid, $"the non-root user of .NET images, {AppUid}");

        var reason = baseImage.Facts is null
            ? "the user of the base image, which was not inspected"
            : $"root, because the base image has no other user and no {AppUid}. Set DockerImageUser to change it";
        return Inherited with { Reason = reason };
    }
}
