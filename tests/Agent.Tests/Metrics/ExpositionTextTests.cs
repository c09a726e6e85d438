using KuPkg.Agent.Metrics;

namespace KuPkg.Agent.Tests.Metrics;

public sealed class ExpositionTextTests
{
    [Fact]
    public void Labels_are_escaped_and_numbers_are_plain()
    {
        Written(new MetricFamily("a_total", IsCounter: true, "one\nline \\", [new Sample([("x", "\"\\\n"), ("y", "")], 1763760000), new Sample([], 0.25)]))
            .Should().Be("# HELP a_total one\\nline \\\\\n# TYPE a_total counter\na_total{x=\"\\\"\\\\\\n\",y=\"\"} 1763760000\na_total 0.25\n");
    }

    [Fact]
    public void A_family_without_samples_is_not_written() => Written(new MetricFamily("a", IsCounter: false, "h", [])).Should().BeEmpty();

    [Fact]
    public void A_name_that_another_file_gives_is_left_to_it_and_the_file_is_for_all()
    {
        var directory = Directory.CreateTempSubdirectory("kupkg-prom-").FullName;
        File.WriteAllText(Path.Join(directory, "apt.prom"), "# HELP apt_upgrades_pending x\napt_upgrades_pending{origin=\"\"} 3\n# node_reboot_required 1\n");
        MetricFamily[] families = [MetricFamily.Gauge("apt_upgrades_pending", "h", 1), MetricFamily.Gauge("node_reboot_required", "h", 1)];

        Textfile.Write(directory, families);
        Textfile.Write(directory, families);

        var file = new FileInfo(Path.Join(directory, "kupkg.prom"));
        File.ReadAllText(file.FullName).Should().Contain("node_reboot_required 1").And.NotContain("apt_upgrades_pending");
        file.UnixFileMode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Directory.GetFiles(directory).Should().HaveCount(2, "nothing half-written is left");
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void Where_there_is_no_directory_nothing_is_made()
    {
        var directory = Path.Join(Path.GetTempPath(), $"kupkg-none-{Environment.ProcessId}");
        Textfile.Write(directory, [MetricFamily.Gauge("a", "h", 1)]);
        Directory.Exists(directory).Should().BeFalse();
    }

    private static string Written(params MetricFamily[] families)
    {
        using var writer = new StringWriter();
        ExpositionText.Write(writer, families);
        return writer.ToString();
    }
}
