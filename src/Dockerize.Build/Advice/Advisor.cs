using Dockerize.Archives;
using Dockerize.Builds;
using Dockerize.Builds.Sessions;
using Dockerize.Containers;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Engines.Endpoints;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Build.Advice;

/// <summary>Converts exceptions of the library to diagnostics of a project.</summary>
internal static class Advisor
{
    /// <summary>Converts an exception.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="origins">The properties that the project sets, or null if they are not known.</param>
    /// <returns>The diagnostic, or null if the exception is unexpected.</returns>
    public static Diagnostic? Explain(Exception error, SettingOrigins? origins = null) =>
        ExplainWith(error, origins ?? new SettingOrigins());

    private static Diagnostic? ExplainWith(Exception error, SettingOrigins origins) =>
        error switch
        {
            DiagnosticException diagnostic => diagnostic.Diagnostic,
            ImageBuildException build => Explain(build, origins),
            ImagePushException push => Explain(push, origins),
            SmokeTestException { Failure: SmokeTestFailure.NoPort } test => SmokeTestDiagnostics.NoPort(test),
            SmokeTestException test => SmokeTestDiagnostics.Failed(test),
            ImageReplacedException image => RegistryDiagnostics.OtherImageToSave(image),
            EngineUnavailableException unavailable => EngineDiagnostics.NotFound(unavailable),
            InvalidEndpointException endpoint => EngineDiagnostics.InvalidHost(endpoint),
            DockerContextException { Reason: null } context => EngineDiagnostics.UnknownContext(context),
            DockerContextException context => EngineDiagnostics.UnusableContext(context),
            CertificateUnreadableException certificate => EngineDiagnostics.UnreadableCertificate(certificate),
            EngineConnectionException connection => EngineDiagnostics.ConnectionLost(connection),
            EngineRefusedException refusal => EngineDiagnostics.Refused(refusal),
            EngineRedirectException redirect => EngineDiagnostics.Redirect(redirect),
            EngineAnswerTooLongException answer => EngineDiagnostics.AnswerTooLong(answer),
            ApiVersionException { Endpoint: null } version => EngineDiagnostics.InvalidApiVersion(version),
            ApiVersionException version => EngineDiagnostics.UnsupportedApiVersion(version),
            EngineTimeoutException timeout => EngineDiagnostics.Timeout(timeout),
            RegistryTimeoutException timeout => EngineDiagnostics.PullTimeout(timeout),
            ImageIndexUnsupportedException { HasContainerdStore: true } index => EngineDiagnostics.NoIndexInApi(index),
            ImageIndexUnsupportedException index => EngineDiagnostics.NoIndexInStore(index),
            DuplicatePlatformException platform => PlatformDiagnostics.SameImages(platform),
            IndexArchiveUnsupportedException archive => EngineDiagnostics.NoIndexArchive(archive.Image),
            BuildKitUnavailableException buildKit => EngineDiagnostics.NoBuildKit(buildKit),
            ImageUnavailableException image => PullDiagnostics.BaseImage(image, origins),
            PlatformMismatchException platform => PullDiagnostics.BaseImagePlatform(platform, origins),
            FileUnreadableException file => EngineDiagnostics.FileUnreadable(file),
            FileChangedException file => EngineDiagnostics.FileChanged(file),
            CredentialsUnreadableException { IsVariable: true } credentials => RegistryDiagnostics.UnreadableVariable(
                credentials
            ),
            CredentialsUnreadableException credentials => RegistryDiagnostics.UnreadableConfig(credentials),
            IncompleteCredentialsException credentials => RegistryDiagnostics.HalfCredentials(credentials),
            FileUnwritableException file => ProjectDiagnostics.Unwritable(file),
            InvalidReferenceException reference => ImageNameDiagnostics.Invalid(reference, origins.Repository),
            DockerfileUnreadableException dockerfile when origins.Dockerfile is { } property =>
                DockerfileDiagnostics.Unreadable(dockerfile, property),
            DockerfileUnreadableException dockerfile => DockerfileDiagnostics.UnreadableGenerated(dockerfile),
            InvalidDockerfileException dockerfile => DockerfileDiagnostics.Invalid(dockerfile),
            IgnoreFileUnreadableException file => BuildContextDiagnostics.UnreadableIgnoreFile(file),
            InvalidInstructionException { Part: InstructionPart.Name } name => SettingDiagnostics.InvalidName(
                name.Keyword,
                name.Name
            ),
            InvalidInstructionException { Part: InstructionPart.Nul } nul => SettingDiagnostics.NulCharacter(
                nul.Name.Length > 0 ? $"the value of '{nul.Name}' in {nul.Keyword}" : nul.Keyword
            ),
            InvalidInstructionException value => SettingDiagnostics.LineFeed(value.Keyword, value.Name),
            ContextNotFoundException context => BuildContextDiagnostics.NoFolder(context.Directory, origins.Context),
            InvalidIgnorePatternException pattern => BuildContextDiagnostics.InvalidIgnorePattern(
                pattern.Path,
                pattern.Line,
                pattern.Pattern
            ),
            FolderNotEmptyException folder => BuildContextDiagnostics.ForeignFolder(folder.Path),
            BuildSecretException secret => SecretDiagnostics.InvalidSecret(secret),
            BuildSshException agent => SecretDiagnostics.InvalidSsh(agent),
            _ => null,
        };

    /// <summary>Converts an error of the build of a generated Dockerfile.</summary>
    /// <param name="error">The error. An error about an image is always about the base image of the project.</param>
    /// <param name="origins">The properties that the project sets.</param>
    /// <param name="items">The items of the project that created the failed line; empty if there are none.</param>
    public static Diagnostic? ExplainGenerated(ImageBuildException error, SettingOrigins origins, string items) =>
        error.Failure == ImageBuildFailure.SourceImage
            ? AtLine(error, ExplainWith(error.InnerException!, origins))
            : Explain(error, origins, items);

    private static Diagnostic? Explain(ImageBuildException error, SettingOrigins origins, string items = "") =>
        error.Failure switch
        {
            ImageBuildFailure.SourceImage => AtLine(error, ExplainSource(error, origins)),
            ImageBuildFailure.PlatformMismatch => PullDiagnostics.BuiltPlatform(
                (PlatformMismatchException)error.InnerException!,
                origins
            ),
            ImageBuildFailure.Refused => ExplainWith(error.InnerException!, origins),
            ImageBuildFailure.InvalidDockerfile => BuildDiagnostics.InvalidDockerfile(error, items),
            ImageBuildFailure.UnsupportedSyntax => BuildDiagnostics.UnsupportedSyntax(error),
            ImageBuildFailure.AddressUnavailable => BuildDiagnostics.DownloadFailed(error),
            ImageBuildFailure.EmulationRequired => BuildDiagnostics.NoEmulation(error, items),
            ImageBuildFailure.TargetNotFound => DockerfileDiagnostics.NoTarget(error.Target!, error.Stages),
            ImageBuildFailure.NetworkNotSupported => SettingDiagnostics.UnsupportedNetwork(error.Network!),
            ImageBuildFailure.NetworkNotFound => EngineDiagnostics.NoSuchNetwork(error.Network!),
            ImageBuildFailure.SecretNotFound or ImageBuildFailure.SshAgentNotFound => SecretDiagnostics.Missing(error),
            ImageBuildFailure.SecretRequired => EngineDiagnostics.NoSecrets(error),
            ImageBuildFailure.CredentialsRequired => EngineDiagnostics.NoCredentials(error),
            ImageBuildFailure.NoImage => EngineDiagnostics.NoImage(error),
            _ => BuildDiagnostics.StepFailed(error, items),
        };

    // Explains an error of an image in the user's own Dockerfile.
    private static Diagnostic? ExplainSource(ImageBuildException error, SettingOrigins origins) =>
        error.InnerException switch
        {
            InvalidReferenceException reference => DockerfileDiagnostics.InvalidImageName(
                reference,
                BuildDiagnostics.Unset(error)
            ),
            StageNotFoundException stage => DockerfileDiagnostics.UnknownStage(stage),
            ImageUnavailableException image => PullDiagnostics.Source(image, error, origins),
            PlatformMismatchException platform => PullDiagnostics.SourcePlatform(platform, origins),
            var cause => ExplainWith(cause!, origins),
        };

    private static Diagnostic? AtLine(ImageBuildException error, Diagnostic? cause) =>
        cause is null ? null : cause with { File = error.DockerfilePath, Line = error.Line };

    private static Diagnostic Explain(ImagePushException error, SettingOrigins origins) =>
        error.Failure switch
        {
            ImagePushFailure.NoDigest => RegistryDiagnostics.NoDigest(error.Image),
            ImagePushFailure.DigestMismatch => RegistryDiagnostics.OtherDigest(error),
            ImagePushFailure.ImageReplaced => RegistryDiagnostics.OtherImage(error),
            ImagePushFailure.MissingPlatforms => RegistryDiagnostics.MissingPlatforms(error),
            ImagePushFailure.RegistryTimeout => EngineDiagnostics.PushTimeout(
                (RegistryTimeoutException)error.InnerException!
            ),
            _ => RegistryDiagnostics.PushFailed(error, origins),
        };
}
