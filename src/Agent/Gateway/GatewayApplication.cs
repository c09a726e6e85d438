using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KuPkg.Agent.Gateway;

/// <summary>Decides which requests are answered at all: those of this run's package manager, for files of the configured groups.</summary>
/// <param name="desk">What is shared.</param>
/// <param name="ahead">What is fetched ahead.</param>
/// <param name="catalog">What is served.</param>
/// <param name="credentials">What <c>Proxy-Authorization</c> must say.</param>
/// <param name="stop">The end of the gateway.</param>
internal sealed class GatewayApplication(Desk desk, FilesAhead ahead, Catalog catalog, string credentials, CancellationToken stop) : IHttpApplication<IFeatureCollection>
{
    private readonly byte[] _credentials = Encoding.UTF8.GetBytes(credentials);

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    // What nobody expected: the server would log it, and it has no log.
    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
        if (exception is null)
            return;
        var path = catalog.Find(context.GetRequiredFeature<IHttpRequestFeature>().RawTarget)?.Path ?? "a request";
        desk.Tell(new GatewayEvent(desk.Time.GetUtcNow(), GatewayEventKind.Broken, "", path, null, null, null, $"{exception.GetType().Name}: {exception.Message}"));
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        var body = context.GetRequiredFeature<IHttpResponseBodyFeature>();
        if (!IsOfThisRun(request))
        {
            response.Headers.ProxyAuthenticate = "Basic realm=\"kupkg\"";
            await Refusal.GiveAsync(response, body, 407, "KuPkg's gateway serves its own run alone", isClosed: true);
        }
        else if (request.Method == HttpMethods.Connect)
        {
            await Refusal.GiveAsync(response, body, 403, "KuPkg's gateway opens no tunnels", isClosed: true);
        }
        else if (request.Method is not ("GET" or "HEAD"))
        {
            response.Headers.Allow = "GET, HEAD";
            await Refusal.GiveAsync(response, body, 405, "KuPkg's gateway only reads", isClosed: true);
        }
        else if (ClientRequest.HasBody(request))
        {
            await Refusal.GiveAsync(response, body, 400, "A request for a file has no body", isClosed: true);
        }
        else if (catalog.Find(request.RawTarget) is not { } file)
        {
            await Refusal.GiveAsync(response, body, 403, "Not an address of this run's sources");
        }
        else
        {
            await GiveAsync(context, ahead.Expected(file.Key) is { } expected ? expected with { Path = file.Path, IsUrgent = true } : file, request);
        }
    }

    private async Task GiveAsync(IFeatureCollection context, FileRequest file, IHttpRequestFeature request)
    {
        var lifetime = context.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(lifetime.RequestAborted, stop);
        try
        {
            await new ClientAnswer(desk, ahead, ClientRequest.With(file, request), context, over.Token).GiveAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && (over.IsCancellationRequested || lifetime.RequestAborted.IsCancellationRequested))
        {
            // The client went away, or the gateway ends: nobody is there to be told.
            lifetime.Abort();
        }
    }

    private bool IsOfThisRun(IHttpRequestFeature request)
    {
        var given = Encoding.UTF8.GetBytes(request.Headers.ProxyAuthorization.ToString());
        return CryptographicOperations.FixedTimeEquals(given, _credentials);
    }
}
