using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Web;

namespace OnBoard.Tests.Unit.Device.Interfaces.Web;

/// <summary>The description of the API says what there is, no more and no less.</summary>
public sealed class ApiDescriptionTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Every_route_is_described_and_every_described_route_is_there()
    {
        using CancellationTokenSource end = new();
        await using WebApplication app = DashboardApp.Build(
            ListenAddress.Default, AccessToken.Create(), service.View, collector: null, end.Token);
        IEnumerable<string> routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null).SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => $"{method} {endpoint.RoutePattern.RawText}"))
            .Where(route => route != $"GET {ApiDescription.Path}");
        Assert.Equal(routes.Order(), (await Operations()).Select(operation => operation.Name).Order());
    }

    [Fact]
    public async Task Every_operation_says_what_it_is_for_and_what_it_answers()
    {
        foreach ((string name, JsonElement operation) in await Operations())
        {
            Assert.True(operation.TryGetProperty("summary", out JsonElement summary) && summary.GetString()!.Length > 0, name);
            Assert.True(operation.GetProperty("responses").EnumerateObject().Any(), name);
        }
    }

    [Fact]
    public async Task What_changes_something_needs_the_token_and_says_so()
    {
        foreach ((string name, JsonElement operation) in await Operations())
        {
            bool changes = name.StartsWith("POST", StringComparison.Ordinal);
            JsonElement requirement = Assert.Single(operation.GetProperty("security").EnumerateArray());
            Assert.Equal(changes ? ["token"] : [], requirement.EnumerateObject().Select(scheme => scheme.Name));
            Assert.Equal(changes, operation.GetProperty("responses").TryGetProperty("401", out _));
        }
    }

    /// <summary>What redocly's recommended rules ask for, where the program itself is not there to say so.</summary>
    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_a_success_and_a_failure()
    {
        List<(string Name, JsonElement Operation)> operations = await Operations();
        string[] names = [.. operations.Select(operation => operation.Operation.GetProperty("operationId").GetString()!)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[a-zA-Z]+$", name));
        foreach ((string name, JsonElement operation) in operations)
        {
            string[] codes = [.. operation.GetProperty("responses").EnumerateObject().Select(response => response.Name)];
            Assert.True(codes.Any(code => code[0] == '2') && codes.Any(code => code[0] == '4'), name);
        }
    }

    [Theory]
    [InlineData("/api/v1/status")]
    [InlineData("/metrics")]
    public async Task What_the_guard_answers_is_described(string path)
    {
        using HttpRequestMessage foreign = new(HttpMethod.Get, path);
        foreign.Headers.Add("Origin", "http://elsewhere.example");
        using HttpRequestMessage misdirected = new(HttpMethod.Get, path);
        misdirected.Headers.Host = "elsewhere.example";
        JsonElement responses = (await Operations()).Single(operation => operation.Name == $"GET {path}").Operation.GetProperty("responses");
        foreach ((HttpRequestMessage request, HttpStatusCode expected) in ((HttpRequestMessage, HttpStatusCode)[])
                 [(foreign, HttpStatusCode.Forbidden), (misdirected, HttpStatusCode.MisdirectedRequest)])
        {
            using HttpResponseMessage response = await service.Client.SendAsync(request);
            Assert.Equal(expected, response.StatusCode);
            string code = ((int)expected).ToString(System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(responses.GetProperty(code).GetProperty("content").TryGetProperty(response.Content.Headers.ContentType!.MediaType!, out _));
        }
    }

    [Fact]
    public async Task Redocly_finds_nothing_to_complain_of()
    {
        string? redocly = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "redocly")).FirstOrDefault(File.Exists);
        if (redocly is null) Assert.Skip("needs redocly (npm install -g @redocly/cli)");
        string folder = Directory.CreateTempSubdirectory("onboard-redocly-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "openapi.json"), await service.Client.GetStringAsync(ApiDescription.Path));
            using Process lint = Process.Start(new ProcessStartInfo(redocly, ["lint", "--extends", "recommended", "--format", "json", "openapi.json"])
            {
                WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
                Environment = { ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true" },
            })!;
            Task<string> errors = lint.StandardError.ReadToEndAsync();
            using JsonDocument told = JsonDocument.Parse(await lint.StandardOutput.ReadToEndAsync());
            await lint.WaitForExitAsync();
            Assert.True(told.RootElement.GetProperty("problems").GetArrayLength() == 0 && lint.ExitCode == 0, $"{told.RootElement} {await errors}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_fields_of_the_status_are_those_that_are_described()
    {
        JsonElement status = (await Document()).GetProperty("components").GetProperty("schemas").GetProperty(nameof(StatusReport));
        IEnumerable<string> told = status.GetProperty("properties").EnumerateObject().Select(property => property.Name);
        using JsonDocument sent = JsonDocument.Parse(await service.Client.GetStringAsync("/api/v1/status"));
        Assert.Equal(sent.RootElement.EnumerateObject().Select(property => property.Name).Order(), told.Order());
    }

    [Fact]
    public async Task Every_reading_that_is_described_is_answered()
    {
        foreach ((string name, JsonElement operation) in await Operations())
        {
            if (!name.StartsWith("GET ", StringComparison.Ordinal)) continue;
            using HttpResponseMessage response = await service.Client.GetAsync(name[4..].Replace("{name}", "main.js", StringComparison.Ordinal));
            string code = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(operation.GetProperty("responses").TryGetProperty(code, out _), $"{name} answers {code}, which is not described");
        }
    }

    private async Task<List<(string Name, JsonElement Operation)>> Operations() =>
    [
        .. (await Document()).GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Select(operation => ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value))),
    ];

    private async Task<JsonElement> Document()
    {
        using HttpResponseMessage response = await service.Client.GetAsync(ApiDescription.Path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }
}
