namespace Dockerize.Build.Tests;

/// <summary>A password in an environment variable that MSBuild writes to its logs is a warning.</summary>
[TestClass]
public sealed class RecordedPasswordsTests
{
    [TestMethod]
    [DataRow("", null, "")]
    [DataRow("DOCKERIZE_REGISTRY_PASSWORD SDK_CONTAINER_REGISTRY_PWORD DOCKER_AUTH_CONFIG", null, "")]
    [DataRow("DOTNET_CONTAINER_REGISTRY_UNAME", null, "")]
    [DataRow(
        "DOTNET_CONTAINER_REGISTRY_PWORD",
        "the password in DOTNET_CONTAINER_REGISTRY_PWORD. ",
        "Set DOCKERIZE_REGISTRY_USERNAME and DOCKERIZE_REGISTRY_PASSWORD instead."
    )]
    [DataRow("DOTNET_CONTAINER_PULL_REGISTRY_PWORD", "_PULL_REGISTRY_PWORD. ", "Set DOCKER_AUTH_CONFIG instead.")]
    [DataRow(
        "DOTNET_CONTAINER_PUSH_REGISTRY_PWORD DOTNET_CONTAINER_PULL_REGISTRY_PWORD",
        "DOTNET_CONTAINER_PUSH_REGISTRY_PWORD and DOTNET_CONTAINER_PULL_REGISTRY_PWORD. ",
        "Set DOCKERIZE_REGISTRY_USERNAME and DOCKERIZE_REGISTRY_PASSWORD instead."
    )]
    public void Password_in_a_logged_variable_is_a_warning_that_suggests_another_variable(
        string set,
        string? variables,
        string action
    )
    {
        var recorded = RecordedPasswords.Find(name => set.Split(' ').Contains(name) ? "hunter2" : null);

        Assert.AreEqual(variables is null, recorded.Count == 0);
        if (variables is null)
            return;

        var warning = RegistryDiagnostics.PasswordsInLog(recorded);
        Assert.AreEqual("DKZ3009", warning.Code);
        Assert.Contains(variables, warning.Message);
        Assert.EndsWith(action, warning.Message);
        Assert.DoesNotContain("hunter2", warning.Message);
    }
}
