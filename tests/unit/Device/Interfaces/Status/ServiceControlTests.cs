using Moq;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Service.Learning;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers;

namespace OnBoard.Tests.Unit.Device.Interfaces.Status;

public class ServiceControlTests
{
    [Fact]
    public async Task Learning_is_switched_on_and_off()
    {
        LearningControl learning = new(on: false);
        LearnControl control = new(learning);
        await control.ApplyAsync("on", CancellationToken.None);
        Assert.True(learning.IsOn);
        Assert.Equal("on", control.Report().Value);
        await control.ApplyAsync("off", CancellationToken.None);
        Assert.False(learning.IsOn);
    }

    [Fact]
    public async Task A_recording_is_started_and_stopped()
    {
        Mock<IRecordingControl> recording = new();
        RecordControl control = new(recording.Object);
        await control.ApplyAsync("on", CancellationToken.None);
        recording.Verify(r => r.Start(null), Times.Once);
        recording.Verify(r => r.Stop(), Times.Never);
        await control.ApplyAsync("off", CancellationToken.None);
        recording.Verify(r => r.Stop(), Times.Once);
    }

    [Fact]
    public async Task Cells_are_killed_forgotten_and_kept()
    {
        LearningControl learning = new(on: true);
        await new DamageControl(learning).ApplyAsync("5 %", CancellationToken.None);
        Assert.Equal(0.05, learning.TakeKill());
        await new ForgetControl(learning).ApplyAsync("now", CancellationToken.None);
        Assert.True(learning.TakeForget());
        await new CheckpointControl(learning).ApplyAsync("now", CancellationToken.None);
        Assert.True(learning.TakeCheckpoint());
    }

    [Fact]
    public void Every_action_offers_what_it_takes_and_no_two_controls_have_a_name_in_common()
    {
        LearningControl learning = new(on: true);
        ControlReport[] actions = [new DamageControl(learning).Report(), new ForgetControl(learning).Report(), new CheckpointControl(learning).Report()];
        Assert.All(actions, action => Assert.Equal(("action", null), (action.Kind, action.Value)));
        Assert.All(actions, action => Assert.NotEmpty(action.Choices));
        Assert.Equal(3, actions.DistinctBy(action => action.Name).Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("maybe")]
    public async Task Another_value_is_refused_and_changes_nothing(string value)
    {
        LearningControl learning = new(on: true);
        Mock<IRecordingControl> recording = new(MockBehavior.Strict);
        await Assert.ThrowsAsync<BadInputException>(() => new LearnControl(learning).ApplyAsync(value, CancellationToken.None));
        await Assert.ThrowsAsync<BadInputException>(() => new RecordControl(recording.Object).ApplyAsync(value, CancellationToken.None));
        await Assert.ThrowsAsync<BadInputException>(() => new DamageControl(learning).ApplyAsync(value, CancellationToken.None));
        await Assert.ThrowsAsync<BadInputException>(() => new ForgetControl(learning).ApplyAsync(value, CancellationToken.None));
        await Assert.ThrowsAsync<BadInputException>(() => new CheckpointControl(learning).ApplyAsync(value, CancellationToken.None));
        Assert.True(learning.IsOn);
        Assert.Equal((0.0, false, false), (learning.TakeKill(), learning.TakeForget(), learning.TakeCheckpoint()));
    }
}
