using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Service.Devices;

namespace OnBoard.Tests.Unit.Device.Commands.Configuration;

public class RunSettingsTests
{
    private static readonly DateTime Noon = new(2025, 6, 1, 12, 0, 0, DateTimeKind.Local);

    [Fact]
    public void Off_board_a_virtual_talker_is_seen_and_heard_in_noise_and_recorded()
    {
        RunSettings settings = Read();
        Assert.Equal(Endpoint.Virtual, settings.Microphone);
        Assert.Equal(Endpoint.Virtual, settings.Camera);
        Assert.Equal(Endpoint.Virtual, settings.Noise);
        Assert.Equal(Path.GetFullPath("onboard-output/2025-06-01_12-00-00"), settings.Record);
        Assert.Null(settings.Duration);
    }

    [Fact]
    public void On_a_board_its_devices_are_used_and_nothing_is_added_or_kept()
    {
        RunSettings settings = Read(onBoard: true);
        Assert.Equal(new Endpoint(EndpointKind.Device, "default"), settings.Microphone);
        Assert.Equal(new Endpoint(EndpointKind.Device, "/dev/video0"), settings.Camera);
        Assert.Equal(Endpoint.None, settings.Noise);
        Assert.Null(settings.Record);
    }

    [Fact]
    public void The_virtual_board_can_be_asked_for_on_a_board() =>
        Assert.Equal(Endpoint.Virtual, Read(onBoard: true, ("Board", "virtual")).Microphone);

    [Fact]
    public void A_recording_as_microphone_is_the_camera_too() =>
        Assert.Equal(new Endpoint(EndpointKind.File, "talk.mpg"), Read(onBoard: false, ("Microphone", "talk.mpg")).Camera);

    [Fact]
    public void Camera_mode_channels_and_strictness_are_chosen_by_option_and_key()
    {
        RunSettings settings = Read(onBoard: true, ("CameraMode", "1280x720@30:MJPG"), ("Channels", "1-4"), ("StrictDevices", "yes"));
        Assert.Equal("1280x720@30:MJPG", settings.Sources.CameraRequest.ToString());
        Assert.Equal([1, 2, 3, 4], settings.Sources.Channels.Channels);
        Assert.True(settings.Sources.IsStrict);
        Assert.Equal("--camera-mode", RunSettings.CameraModeKey.Option);
        Assert.Equal("--strict-devices", RunSettings.StrictDevicesKey.Option);
        Assert.False(Read(onBoard: true).Sources.IsStrict);
        Assert.Equal("--camera-mode", Assert.Throws<WrongUseException>(() => Read(onBoard: true, ("CameraMode", "big"))).Subject);
        Assert.Equal("--channels", Assert.Throws<WrongUseException>(() => Read(onBoard: true, ("Channels", "left"))).Subject);
    }

    [Theory]
    [InlineData("--learned", "here", true)]
    [InlineData("--checkpoints", "here", false)]
    public void The_former_name_of_an_option_works_with_a_note(string option, string folder, bool isFormer)
    {
        System.CommandLine.Command run = OnBoard.Device.Commands.RunCommand.Create();
        RunSettings settings = OnBoard.Device.Commands.RunCommand.ReadSettings(run.Parse([option, folder]));
        Assert.Equal(Path.GetFullPath(folder), settings.Checkpoints);
        Assert.Equal(isFormer, settings.Warnings.Any(text => text.StartsWith("--learned is called --checkpoints now", StringComparison.Ordinal)));
    }

    [Fact]
    public void Noise_cannot_be_added_to_what_a_real_microphone_hears()
    {
        WrongUseException error = Assert.Throws<WrongUseException>(
            () => Read(onBoard: false, ("Microphone", "alsa:default"), ("Noise", "street.wav")));
        Assert.Equal("--noise", error.Subject);
    }

    [Fact]
    public void Floating_point_cannot_learn_live()
    {
        WrongUseException error = Assert.Throws<WrongUseException>(
            () => Read(onBoard: false, ("Learning", "on"), ("Fabric", "float")));
        Assert.Equal("--fabric", error.Subject);
    }

    [Fact]
    public void Where_it_learns_added_noise_comes_and_goes_unless_told_otherwise()
    {
        Assert.False(Read().HasIntermittentNoise);
        Assert.True(Read(onBoard: false, ("Learning", "off")).HasIntermittentNoise);
        Assert.False(Read(onBoard: false, ("Learning", "on"), ("IntermittentNoise", "no")).HasIntermittentNoise);
        Assert.Null(Read().Learning);
    }

    [Fact]
    public void In_virtual_time_rails_are_not_read_and_nothing_that_cannot_wait_is_opened()
    {
        Assert.True(Read().ReadsRails);
        Assert.False(Read().HasVirtualTime);
        RunSettings settings = Read(onBoard: false, ("Time", "virtual"));
        Assert.Equal((true, false, "virtual"), (settings.HasVirtualTime, settings.ReadsRails, settings.ToDictionary()["Time"]));
        Assert.True(Read(onBoard: true, ("Board", "virtual"), ("Time", "virtual"), ("Camera", "none"), ("Output", "out.wav")).HasVirtualTime);
        (string, string)[] fast = [("Microphone", "talk.mpg"), ("Microphone", "alsa:default"), ("Camera", "/dev/video0"), ("Output", "alsa:default")];
        foreach ((string, string) option in fast)
            Assert.Equal("--time", Assert.Throws<WrongUseException>(() => Read(onBoard: false, ("Time", "virtual"), option)).Subject);
    }

    [Fact]
    public void Features_are_sent_as_the_network_was_trained_unless_told_otherwise()
    {
        Assert.Null(Read().Delta);
        Assert.Equal(0.25, Read(onBoard: false, ("Delta", "0.25")).Delta);
        Assert.Equal("0.25", Read(onBoard: false, ("Delta", "0.25")).ToDictionary()["Delta"]);
    }

    [Theory]
    [InlineData("Learning", "perhaps", "--learning")]
    [InlineData("Board", "zebra", "--board")]
    [InlineData("Snr", "loud", "--snr")]
    [InlineData("Snr", "99", "--snr")]
    [InlineData("Output", "speaker", "--output")]
    [InlineData("Fabric", "gold", "--fabric")]
    [InlineData("Delta", "2.5", "--delta")]
    [InlineData("Delta", "-0.1", "--delta")]
    [InlineData("Duration", "0", "--duration")]
    [InlineData("Time", "fast", "--time")]
    [InlineData("Microphone", "none", "--microphone")]
    public void A_value_that_is_not_understood_is_told_by_its_option(string key, string value, string option) =>
        Assert.Equal(option, Assert.Throws<WrongUseException>(() => Read(onBoard: false, (key, value))).Subject);

    private static RunSettings Read(bool onBoard = false, params (string Key, string Value)[] options) => RunSettings.Read(
        new SettingValues(RunSettings.Keys, options.ToDictionary(option => option.Key, option => (string?)option.Value)),
        onBoard, Noon);
}
