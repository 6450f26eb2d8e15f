using System.Collections.Concurrent;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>The files of the page, from within the executable; compressed once, when first asked for.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/";

    private static readonly ConcurrentDictionary<string, PageFile> Files = new(StringComparer.Ordinal);

    /// <summary>A file, compressed where the browser takes that, unless it has it already.</summary>
    public static async Task Send(HttpContext context, string name, CancellationToken aborted)
    {
        if (Find(name) is not { } file)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        HttpResponse response = context.Response;
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = file.Tag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = file.Type;
        bool compress = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (compress) response.Headers.ContentEncoding = "gzip";
        byte[] body = compress ? file.Compressed : file.Content;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(body, aborted).ConfigureAwait(false);
    }

    private static PageFile? Find(string name)
    {
        if (Files.TryGetValue(name, out PageFile? known)) return known;
        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name);
        if (stream is null) return null;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return Files.GetOrAdd(name, new PageFile(content, TypeOf(name)));
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private sealed class PageFile
    {
        public PageFile(byte[] content, string type)
        {
            Content = content;
            Type = type;
            Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"";
            using MemoryStream compressed = new();
            using (GZipStream gzip = new(compressed, CompressionLevel.Optimal)) gzip.Write(content);
            Compressed = compressed.ToArray();
        }

        public byte[] Content { get; }

        public byte[] Compressed { get; }

        public string Type { get; }

        public string Tag { get; }
    }
}
