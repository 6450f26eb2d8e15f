using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>The description of the HTTP API in OpenAPI, made from the routes themselves.</summary>
internal static class ApiDescription
{
    /// <summary>Where it is served.</summary>
    public const string Path = "/openapi.json";

    private const string TokenScheme = "token";

    /// <summary>Adds what the routes do not tell by themselves.</summary>
    public static void Complete(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "OnBoard";
            document.Info.Version = "v1";
            document.Info.Description =
                "The live service. Reading is free to whoever reaches the address; whatever is no reading needs the token that "
                + "`onboard run` prints at its start or gets by --token. Power is in watts, energy in joules, time in seconds, "
                + "latency in milliseconds, SI-SDR in dB, shares from 0 to 1, memory in bytes. Null is unknown, never zero.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[TokenScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The token of `onboard run`.",
            };
            foreach (OpenApiPathItem path in document.Paths.Values.OfType<OpenApiPathItem>())
            {
                if (path.Operations is null || !path.Operations.TryGetValue(HttpMethod.Post, out OpenApiOperation? change)) continue;
                change.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(TokenScheme, document)] = [] }];
            }

            return Task.CompletedTask;
        });
    }
}
