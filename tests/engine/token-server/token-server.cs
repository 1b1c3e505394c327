#:property PublishAot=false
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

// The token server of a registry: https://distribution.github.io/distribution/spec/auth/token/
// A user with the password gets all requested access. All other clients can only pull from repositories with a prefix.
// Arguments: the port, the file to write the certificate to, the user, the file with the password, the prefix.
var (port, certificateFile, prefix) = (args[0], args[1], args[4]);
var user = $"{args[2]}:{(await File.ReadAllTextAsync(args[3])).Trim()}";

using var key = RSA.Create(2048);
var request = new CertificateRequest("CN=tokens", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));

using var listener = new HttpListener();
listener.Prefixes.Add($"http://127.0.0.1:{port}/");
listener.Start();

// The registry starts when this file exists.
await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem());
while (true)
{
    var context = await listener.GetContextAsync();
    var (status, answer) = await AnswerAsync(context.Request);
    // Passwords and tokens are not logged.
    Console.WriteLine($"{context.Request.HttpMethod} {context.Request.Url!.PathAndQuery} {status}");
    context.Response.StatusCode = (int)status;
    context.Response.ContentType = "application/json";
    context.Response.Close(Encoding.UTF8.GetBytes(answer), willBlock: false);
}

// Clients send a GET with Basic authentication, or a POST with the password in a form.
async Task<(HttpStatusCode Status, string Answer)> AnswerAsync(HttpListenerRequest request)
{
    var fields = request.QueryString;
    var credentials = Basic(request.Headers["Authorization"]);
    if (request.HttpMethod == "POST")
    {
        using var reader = new StreamReader(request.InputStream);
        fields = System.Web.HttpUtility.ParseQueryString(await reader.ReadToEndAsync());
        credentials = $"{fields["username"]}:{fields["password"]}";
    }

    if (credentials is not null && credentials != user)
        return (HttpStatusCode.Unauthorized, """{"errors":[{"code":"UNAUTHORIZED","message":"wrong password"}]}""");

    var scopes = fields.GetValues("scope") ?? [];
    var access = scopes.SelectMany(scope => scope.Split(' ')).Select(scope => Access(scope, credentials is not null));
    var token = Sign(fields["service"] ?? "", new JsonArray([.. access]));
    return (HttpStatusCode.OK, $$"""{"token":"{{token}}","access_token":"{{token}}","expires_in":300}""");
}

static string? Basic(string? header) =>
    header?.StartsWith("Basic ", StringComparison.Ordinal) == true
        ? Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..]))
        : null;

// A scope is TYPE:NAME:ACTION,ACTION. The name can contain a colon.
JsonNode Access(string scope, bool isUser)
{
    var parts = scope.Split(':');
    var (name, actions) = (string.Join(':', parts[1..^1]), parts[^1].Split(','));
    if (!isUser)
        actions = [.. actions.Where(action => action == "pull" && name.StartsWith(prefix, StringComparison.Ordinal))];
    return new JsonObject
    {
        ["type"] = parts[0],
        ["name"] = name,
        ["actions"] = new JsonArray([.. actions.Select(action => JsonValue.Create(action))]),
    };
}

string Sign(string service, JsonArray access)
{
    var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    var header = new JsonObject
    {
        ["typ"] = "JWT",
        ["alg"] = "RS256",
        ["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData)),
    };
    var claims = new JsonObject
    {
        ["iss"] = "dockerize-tests",
        ["sub"] = "",
        ["aud"] = service,
        ["nbf"] = now - 60,
        ["iat"] = now,
        ["exp"] = now + 300,
        ["jti"] = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
        ["access"] = access,
    };
    var text = $"{Encode(header)}.{Encode(claims)}";
    var bytes = Encoding.ASCII.GetBytes(text);
    return $"{text}.{Base64Url(key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
}

static string Encode(JsonNode node) => Base64Url(Encoding.UTF8.GetBytes(node.ToJsonString()));

static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
