using Moq;
using OnBoard.Device.Dashboard;
using OnBoard.Device.Learning;
using OnBoard.Device.Recording;
using OnBoard.Drivers;

namespace OnBoard.Tests.Unit.Device.Dashboard;

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

    [Theory]
    [InlineData("")]
    [InlineData("maybe")]
    public async Task Another_value_is_refused_and_changes_nothing(string value)
    {
        LearningControl learning = new(on: true);
        Mock<IRecordingControl> recording = new(MockBehavior.Strict);
        await Assert.ThrowsAsync<BadInputException>(() => new LearnControl(learning).ApplyAsync(value, CancellationToken.None));
        await Assert.ThrowsAsync<BadInputException>(() => new RecordControl(recording.Object).ApplyAsync(value, CancellationToken.None));
        Assert.True(learning.IsOn);
    }
}
