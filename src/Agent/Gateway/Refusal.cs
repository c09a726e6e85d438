using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace KuPkg.Agent.Gateway;

/// <summary>Tells a client that it gets no file, and why: in the reason of the status line, which apt prints, and in the body.</summary>
internal static class Refusal
{
    private const int LongestReason = 300;

    public static async Task GiveAsync(IHttpResponseFeature response, IHttpResponseBodyFeature body, int status, string words, bool isClosed = false)
    {
        response.StatusCode = status;
        var reason = string.Concat(words.Select(c => c is >= ' ' and < '\x7f' ? c : ' '));
        response.ReasonPhrase = reason.Length > LongestReason ? reason[..LongestReason] : reason;
        response.Headers.ContentType = "text/plain; charset=utf-8";
        if (isClosed)
            response.Headers.Connection = "close";
        var text = Encoding.UTF8.GetBytes(words + "\n");
        response.Headers.ContentLength = text.Length;
        await body.Writer.WriteAsync(text);
    }
}
