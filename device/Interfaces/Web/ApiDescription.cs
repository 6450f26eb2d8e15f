using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>The description of the HTTP API in OpenAPI, made from the routes themselves.</summary>
internal static class ApiDescription
{
    /// <summary>Where it is served.</summary>
    public const string Path = "/openapi.json";

    private const string TokenScheme = "token";

    /// <summary>Adds what the routes do not describe by themselves.</summary>
    public static void Complete(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "OnBoard";
            document.Info.Version = "v1";
            document.Info.License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" };
            document.Info.Description =
                "The live service. Reading is free to whoever reaches the address; whatever is no reading needs the token that "
                + "`onboard run` prints at its start or gets by --token. Power is in watts, energy in joules, time in seconds, "
                + "latency in milliseconds, SI-SDR in dB, shares from 0 to 1, memory in bytes. Null is unknown, never zero. "
                + $"The live stream, a WebSocket at {ApiRoutes.LivePath}, is described in device/Interfaces/Web/README.md.";

            // Where the description is served, whatever its name.
            document.Servers = [new OpenApiServer { Url = "/" }];
            document.Tags = new HashSet<OpenApiTag>
            {
                new() { Name = ApiRoutes.Monitoring, Description = "Health and metrics, for supervisors and scrapers." },
                new() { Name = ApiRoutes.Service, Description = "The service itself, for programs and the page." },
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[TokenScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The token of `onboard run`.",
            };
            foreach ((HttpMethod method, OpenApiOperation operation) in document.Paths.Values.SelectMany(path => path.Operations ?? []))
            {
                // An empty requirement: nothing is needed.
                operation.Security = method == HttpMethod.Post
                    ? [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(TokenScheme, document)] = [] }]
                    : [new OpenApiSecurityRequirement()];
            }

            return Task.CompletedTask;
        });
    }
}
