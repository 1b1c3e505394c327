using Dockerize.Strings;

namespace Dockerize.Build.Tags;

/// <summary>
/// Reads the branch from the environment variables of a CI system, which usually checks out a detached HEAD. For a pull
/// request, it is the source branch.
/// </summary>
internal static class CiBranch
{
    /// <summary>Finds the branch; null if no variable contains one, for example in the build of a tag.</summary>
    /// <param name="variable">A function that reads an environment variable.</param>
    public static string? Find(Func<string, string?> variable) =>
        Candidates(variable).Select(FindName).FirstOrDefault(name => name is not null);

    private static IEnumerable<string?> Candidates(Func<string, string?> variable)
    {
        // GitHub Actions and Gitea Actions. GITHUB_REF_NAME may be a tag.
        yield return variable("GITHUB_HEAD_REF");
        if (variable("GITHUB_REF_TYPE") != "tag" && !IsPullRequest(variable("GITHUB_REF")))
            yield return variable("GITHUB_REF_NAME");

        // GitLab. CI_COMMIT_REF_NAME may be a tag.
        yield return variable("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME");
        if (string.IsNullOrEmpty(variable("CI_COMMIT_TAG")))
            yield return variable("CI_COMMIT_REF_NAME");

        // Azure Pipelines.
        yield return variable("SYSTEM_PULLREQUEST_SOURCEBRANCH");
        yield return variable("BUILD_SOURCEBRANCH");

        // Bitbucket, CircleCI, AppVeyor, Jenkins.
        yield return variable("BITBUCKET_BRANCH");
        yield return variable("CIRCLE_BRANCH");
        yield return variable("APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH");
        if (string.IsNullOrEmpty(variable("APPVEYOR_REPO_TAG_NAME")))
            yield return variable("APPVEYOR_REPO_BRANCH");
        yield return variable("CHANGE_BRANCH");
        if (string.IsNullOrEmpty(variable("TAG_NAME")))
            yield return variable("BRANCH_NAME");
    }

    private static bool IsPullRequest(string? reference) =>
        reference?.StartsWith("refs/pull/", StringComparison.Ordinal) == true;

    // The value is a name such as main, or a full reference such as refs/heads/main. Other references, such as
    // refs/tags/v1, are not branches.
    private static string? FindName(string? text)
    {
        if (text.NullIfBlank() is not { } name)
            return null;

        return name.StartsWith("refs/", StringComparison.Ordinal) ? GitRepository.ParseBranch(name) : name;
    }
}
