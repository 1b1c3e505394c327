namespace Dockerize.Build.Tests;

/// <summary>Passwords in variables that MSBuild itself logs are a warning.</summary>
[TestClass]
public sealed class RecordedPasswordsTests
{
    [TestMethod]
    [DataRow("", null, "")]
    [DataRow("DOCKERIZE_REGISTRY_PASSWORD SDK_CONTAINER_REGISTRY_PWORD DOCKER_AUTH_CONFIG", null, "")]
    [DataRow("DOTNET_CONTAINER_REGISTRY_UNAME", null, "")]
    [DataRow(
        "DOTNET_CONTAINER_REGISTRY_PWORD",
        "the password in DOTNET_CONTAINER_REGISTRY_PWORD: ",
        "Set DOCKERIZE_REGISTRY_USERNAME and DOCKERIZE_REGISTRY_PASSWORD instead."
    )]
    [DataRow("DOTNET_CONTAINER_PULL_REGISTRY_PWORD", "_PULL_REGISTRY_PWORD: ", "Set DOCKER_AUTH_CONFIG instead.")]
    [DataRow(
        "DOTNET_CONTAINER_PUSH_REGISTRY_PWORD DOTNET_CONTAINER_PULL_REGISTRY_PWORD",
        "DOTNET_CONTAINER_PUSH_REGISTRY_PWORD and DOTNET_CONTAINER_PULL_REGISTRY_PWORD: ",
        "Set DOCKERIZE_REGISTRY_USERNAME and DOCKERIZE_REGISTRY_PASSWORD instead."
    )]
    public void Password_in_a_logged_variable_is_a_warning_with_another_variable(
        string set,
        string? variables,
        string action
    )
    {
        var passwords = CredentialSources.FindPasswords(name => set.Split(' ').Contains(name) ? "hunter2" : null);

        var recorded = RegistryDiagnostics.FindRecorded(passwords);

        Assert.AreEqual(variables is not null, recorded.Count > 0);
        if (variables is null)
            return;

        var warning = RegistryDiagnostics.RecordedPasswords(recorded);
        Assert.AreEqual("DKZ3009", warning.Code);
        Assert.Contains(variables, warning.Message);
        Assert.EndsWith(action, warning.Message);
        Assert.DoesNotContain("hunter2", warning.Message);
    }
}
