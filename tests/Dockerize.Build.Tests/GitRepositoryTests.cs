namespace Dockerize.Build.Tests;

/// <summary>The revision and the branch that are read from the files of git equal those that git reports.</summary>
[TestClass]
public sealed class GitRepositoryTests
{
    [TestMethod]
    [DataRow("main")]
    [DataRow("feature/login")]
    [DataRow("größe")]
    public void Git_revision_and_branch_of_a_checked_out_branch_are_found(string branch)
    {
        using var folder = new TemporaryFolder();
        var git = GitFolder.Create(folder.Path, branch);
        Assert.IsNull(Find(folder.Path).Revision, "before the first commit");
        Assert.AreEqual(branch, Find(folder.Path).Branch);

        var id = git.Commit();

        folder.Write("src/Shop/Shop.csproj", "");
        Is(Path.Combine(folder.Path, "src", "Shop"), id, branch);
    }

    [TestMethod]
    public void Packed_git_references_are_read()
    {
        using var folder = new TemporaryFolder();
        var git = GitFolder.Create(folder.Path);
        git.Commit();
        git.Run("tag", "-a", "-m", "x", "v1");
        git.Run("branch", "not/main");
        var id = git.Commit();
        git.Run("pack-refs", "--all", "--prune");
        Assert.IsFalse(File.Exists(Path.Combine(folder.Path, ".git", "refs", "heads", "main")));
        Is(folder.Path, id, "main");

        // A reference in its own file overrides the packed one.
        Is(folder.Path, git.Commit(), "main");
    }

    [TestMethod]
    public void Detached_git_HEAD_has_a_revision_and_no_branch()
    {
        using var folder = new TemporaryFolder();
        var git = GitFolder.Create(folder.Path);
        var id = git.Commit();
        git.Commit();
        git.Run("checkout", "-q", id);

        Is(folder.Path, id, null);
    }

    [TestMethod]
    public void Linked_git_worktree_has_its_own_branch_and_revision()
    {
        using var folder = new TemporaryFolder();
        var git = GitFolder.Create(Path.Combine(folder.Path, "main tree"));
        var first = git.Commit();
        var linked = Path.Combine(folder.Path, "linked tree");
        git.Run("worktree", "add", "-q", "-b", "fix/1", linked);
        Is(linked, first, "fix/1");

        var second = new GitFolder(linked).Commit();
        Is(linked, second, "fix/1");
        git.Run("pack-refs", "--all", "--prune");
        Is(linked, second, "fix/1");
        Is(git.Path, first, "main");
    }

    [TestMethod]
    public void Git_submodule_has_its_own_revision_and_branch()
    {
        using var folder = new TemporaryFolder();
        var library = GitFolder.Create(Path.Combine(folder.Path, "library"), "trunk");
        var id = library.Commit();
        var git = GitFolder.Create(Path.Combine(folder.Path, "app"));
        git.Run("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../library", "lib");
        git.Commit();

        Is(Path.Combine(git.Path, "lib"), id, "trunk");
    }

    [TestMethod]
    public void Git_branch_that_is_a_symbolic_reference_resolves_to_its_commit()
    {
        using var folder = new TemporaryFolder();
        var git = GitFolder.Create(folder.Path);
        var id = git.Commit();
        git.Run("symbolic-ref", "refs/heads/alias", "refs/heads/main");
        git.Run("symbolic-ref", "HEAD", "refs/heads/alias");

        Is(folder.Path, id, "alias");
    }

    [TestMethod]
    public void Git_repository_in_the_reftable_format_has_no_revision_and_no_branch()
    {
        using var folder = new TemporaryFolder();
        folder.Write(".git/HEAD", "ref: refs/heads/.invalid\n");
        folder.Write(".git/refs/heads", "this repository uses the reftable format\n");

        Is(folder.Path, null, null);
    }

    [TestMethod]
    public void Circular_git_references_have_no_revision()
    {
        using var folder = new TemporaryFolder();
        folder.Write(".git/HEAD", "ref: refs/heads/a\r\n");
        folder.Write(".git/refs/heads/a", "ref: refs/heads/b\r\n");
        folder.Write(".git/refs/heads/b", "ref: refs/heads/a\r\n");

        Is(folder.Path, null, "a");
    }

    [TestMethod]
    public void No_git_repository_is_found_in_a_folder_without_a_valid_git_directory()
    {
        using var folder = new TemporaryFolder();
        folder.Write(".git/nothing", "");
        folder.Write("linked/.git", "gitdir: ../nowhere\n");

        Assert.IsNull(GitRepository.Find(folder.Path));
        Assert.IsNull(GitRepository.Find(Path.Combine(folder.Path, "linked")));
    }

    [TestMethod]
    public void Unreadable_git_file_is_an_error_with_its_path()
    {
        using var folder = new TemporaryFolder();
        var git = GitFolder.Create(folder.Path);
        git.Commit();
        // A lock makes the file unreadable. Root ignores file permissions.
        using var held = new FileStream(
            Path.Combine(folder.Path, ".git", "refs", "heads", "main"),
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.None
        );

        var diagnostic = Assert.Throws<Exception>(() => Find(folder.Path).Revision).Diagnostic();

        Assert.AreEqual("DKZ1033", diagnostic.Code);
        StringAssert.EndsWith(diagnostic.File, "refs/heads/main", StringComparison.Ordinal);
    }

    private static GitRepository Find(string path) => GitRepository.Find(path)!;

    private static void Is(string path, string? revision, string? branch)
    {
        var repository = Find(path);
        Assert.AreEqual(revision, repository.Revision);
        Assert.AreEqual(branch, repository.Branch);
    }
}
