namespace Dockerize.Build.Tags;

/// <summary>
/// The branch that a CI system builds, as its variables say it: with those a HEAD is detached. Of a pull request it is the branch that it comes from.
/// </summary>
internal static class CiBranch
{
    /// <summary>The branch; null where no variable names one, as in the build of a tag.</summary>
    /// <param name="variable">An environment variable by its name.</param>
    public static string? Find(Func<string, string?> variable) => Candidates(variable).Select(NameOf).FirstOrDefault(name => name is not null);

    private static IEnumerable<string?> Candidates(Func<string, string?> variable)
    {
        // GitHub Actions, and Gitea's; the second names a tag as well.
        yield return variable("GITHUB_HEAD_REF");
        yield return variable("GITHUB_REF_TYPE") == "tag" || IsPullRequest(variable("GITHUB_REF")) ? null : variable("GITHUB_REF_NAME");
        // GitLab. The second names a tag as well.
        yield return variable("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME");
        yield return string.IsNullOrEmpty(variable("CI_COMMIT_TAG")) ? variable("CI_COMMIT_REF_NAME") : null;
        // Azure Pipelines.
        yield return variable("SYSTEM_PULLREQUEST_SOURCEBRANCH");
        yield return variable("BUILD_SOURCEBRANCH");
        // Bitbucket, CircleCI, AppVeyor, Jenkins.
        yield return variable("BITBUCKET_BRANCH");
        yield return variable("CIRCLE_BRANCH");
        yield return variable("APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH");
        yield return string.IsNullOrEmpty(variable("APPVEYOR_REPO_TAG_NAME")) ? variable("APPVEYOR_REPO_BRANCH") : null;
        yield return variable("CHANGE_BRANCH");
        yield return string.IsNullOrEmpty(variable("TAG_NAME")) ? variable("BRANCH_NAME") : null;
    }

    private static bool IsPullRequest(string? reference) => reference?.StartsWith("refs/pull/", StringComparison.Ordinal) == true;

    // Some say refs/heads/main, and what is another reference, refs/tags/v1, is no branch.
    private static string? NameOf(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : text!.StartsWith("refs/", StringComparison.Ordinal) ? GitRepository.BranchOf(text)
        : text;
}
