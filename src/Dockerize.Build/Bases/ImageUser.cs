using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Settings;

namespace Dockerize.Build.Bases;

/// <summary>The user of an image's process, and why it is that one.</summary>
internal sealed record ImageUser
{
    private const string AppUid = "APP_UID";

    private ImageUser(string? name, string? owner, string reason)
    {
        Name = name;
        Owner = owner;
        Reason = reason;
    }

    /// <summary>What USER says, as it stands in the Dockerfile; null: the base image's own user stays.</summary>
    public string? Name { get; }

    /// <summary>Who owns what the process may write, as <c>--chown</c> takes it; null: root, or not known.</summary>
    public string? Owner { get; }

    /// <summary>Why, for the Dockerfile's reader.</summary>
    public string Reason { get; }

    /// <summary>
    /// Chooses the user: what the project names, else the base image's own one that is not root, else the id in APP_UID, else root.
    /// <c>USER $APP_UID</c> on a base without that variable silently means root, so it is written only where the base is known to have it.
    /// </summary>
    /// <exception cref="DiagnosticException">DKZ1011: what the project names is no user.</exception>
    public static ImageUser Choose(PublishedApp app, BaseImage baseImage, string? named)
    {
        if (!string.IsNullOrWhiteSpace(named))
        {
            var name = UserName.Parse(ImageConfigSettings.User.Name, named!);
            return new ImageUser(name, name, "the project names it");
        }

        if (baseImage.Facts is { HasNonRootUser: true } facts)
            return new ImageUser(null, facts.User, $"the base image runs as {facts.User} already");

        var hasAppUser = baseImage.Facts?.Env.ContainsKey(AppUid) ?? (baseImage.IsInferred && app.FrameworkMajor >= BaseImage.FirstVersionWithAppUser);
        if (hasAppUser)
            return new ImageUser("$" + AppUid, "$" + AppUid, "the base image's own, which is not root");
        return baseImage.Facts is null
            ? new ImageUser(null, null, "the base image's; whether that is root could not be asked")
            : new ImageUser(null, null, $"root, because the base image has no user of its own and no {AppUid}; set DockerImageUser to choose one");
    }
}
