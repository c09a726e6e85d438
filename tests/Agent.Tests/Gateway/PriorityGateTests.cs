using KuPkg.Agent.Gateway;

namespace KuPkg.Agent.Tests.Gateway;

public class PriorityGateTests
{
    [Fact]
    public async Task A_waiting_client_finds_a_place_beside_two_that_fetch_ahead_and_goes_before_the_next_of_them()
    {
        var gate = new PriorityGate(2);
        await gate.EnterAsync(isUrgent: false, CancellationToken.None);
        await gate.EnterAsync(isUrgent: false, CancellationToken.None);
        gate.TryEnter().Should().BeFalse();
        var patient = gate.EnterAsync(isUrgent: false, CancellationToken.None);
        gate.EnterAsync(isUrgent: true, CancellationToken.None).IsCompletedSuccessfully.Should().BeTrue("one more for a client");
        var urgent = gate.EnterAsync(isUrgent: true, CancellationToken.None);
        urgent.IsCompleted.Should().BeFalse("but only one");

        gate.Leave();
        await urgent;
        patient.IsCompleted.Should().BeFalse();
        gate.Leave();
        gate.IsFree.Should().BeFalse();
        patient.IsCompleted.Should().BeFalse("the extra place is given back first");
        gate.Leave();
        await patient;
        gate.Leave();
        gate.Leave();
        gate.IsFree.Should().BeTrue();
    }

    [Fact]
    public async Task Who_is_cancelled_while_it_waits_takes_no_place()
    {
        var gate = new PriorityGate(1);
        await gate.EnterAsync(isUrgent: false, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var waiting = gate.EnterAsync(isUrgent: false, stop.Token);
        await stop.CancelAsync();
        await waiting.Invoking(static w => w).Should().ThrowAsync<OperationCanceledException>();
        gate.Leave();
        gate.TryEnter().Should().BeTrue();
        gate.TryEnter().Should().BeFalse();
    }
}
