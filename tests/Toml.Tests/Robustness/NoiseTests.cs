using System.Text.Unicode;
using KuPkg.Toml.Tests.Corpus;

namespace KuPkg.Toml.Tests.Robustness;

/// <summary>A million short documents of noise and of damaged corpus files: nothing is thrown, nothing hangs, and every place that is told is in the file.</summary>
public sealed class NoiseTests
{
    private const int Documents = 1_000_000;
    private const int PerSeed = 1000;
    private const int LongestPiece = 120;

    private static readonly TimeSpan NoProgress = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Nothing_is_thrown_and_every_place_is_in_the_file()
    {
        CorpusFiles.Version1.Should().NotBeEmpty("{0} has the files that are damaged here", CorpusFiles.Folder);
        var noise = new Noise([.. CorpusFiles.Version1.Select(CorpusFiles.Read)], LongestPiece);
        var seeds = new int[Environment.ProcessorCount];
        var work = Task.WhenAll(Enumerable.Range(0, seeds.Length).Select(worker => Task.Factory.StartNew(
            () =>
            {
                for (var seed = worker; seed < Documents / PerSeed; seed += seeds.Length)
                {
                    Volatile.Write(ref seeds[worker], seed);
                    CheckSeed(noise, seed);
                }
            },
            TaskCreationOptions.LongRunning)));

        // A document that hangs is among the thousand of a seed that is not left any more.
        for (var before = ""; await Task.WhenAny(work, Task.Delay(NoProgress, TimeProvider.System)) != work;)
        {
            var now = string.Join(", ", seeds);
            now.Should().NotBe(before, "a document of these seeds hangs");
            before = now;
        }

        await work;
    }

    private static void CheckSeed(Noise noise, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < PerSeed; i++)
        {
            var document = noise.Next(random);
            try
            {
                Check(document);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, document {i}: {Convert.ToBase64String(document)}: {e.Message}", e);
            }
        }
    }

    private static void Check(byte[] document)
    {
        var parse = TomlDocument.Parse(document);
        var places = new Places(document);
        var before = new TomlPosition(0, 0);
        foreach (var diagnostic in parse.Diagnostics)
        {
            places.Check(diagnostic.Position);
            if (diagnostic.Position.Line < before.Line || diagnostic.Message.Length is < 10 or > 400)
                throw new InvalidOperationException($"{diagnostic} behind {before}");
            before = diagnostic.Position;
        }

        if (parse.Diagnostics.Count == 0 && !Utf8.IsValid(document))
            throw new InvalidOperationException("this is no UTF-8, and nothing is told of it");
        places.Check(parse.Root);
    }
}
