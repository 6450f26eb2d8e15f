using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
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
            .OfType<RouteEndpoint>().SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
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
            Assert.Equal(changes, operation.TryGetProperty("security", out _));
            Assert.Equal(changes, operation.GetProperty("responses").TryGetProperty("401", out _));
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
