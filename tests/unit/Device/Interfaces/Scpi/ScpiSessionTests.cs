using CsCheck;
using OnBoard.Device.Interfaces.Scpi;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.Time;

namespace OnBoard.Tests.Unit.Device.Interfaces.Scpi;

public sealed class ScpiSessionTests : IDisposable
{
    private readonly Instrument _instrument = new();

    public void Dispose() => _instrument.Dispose();

    [Theory]
    [InlineData("*IDN?", "OnBoard,Virtual  board  one,0,1.2.3")]
    [InlineData("*OPC?", "1")]
    [InlineData("*TST?", "0")]
    [InlineData("*ESE 36;*ESE?", "36")]
    [InlineData("*SRE 255;*SRE?", "191")]
    [InlineData("*SRE #HFF;*SRE?", "191")]
    [InlineData("SYSTem:VERSion?", "1999.0")]
    [InlineData("SYST:ERR?", "0,\"No error\"")]
    [InlineData("syst:error:next?", "0,\"No error\"")]
    [InlineData("SYST:COND?", "\"\"")]
    [InlineData("MEAS:POW?", "2.000000E+00,MODELLED")]
    [InlineData("MEAS:POW? PL", "1.500000E+00,MODELLED")]
    [InlineData("MEASure:SCALar:POWer:DC? INPut", "6.000000E+00,MODELLED")]
    [InlineData("MEAS:POW? \"vccint\"", "1.500000E+00,MODELLED")]
    [InlineData("MEAS:ENER? PS", "5.000000E+00,MODELLED")]
    [InlineData("MEAS:ENER?", "2.000000E+01,MODELLED")]
    [InlineData("MEAS:VOLT? 'VCCINT'", "1.000000E+00,MODELLED")]
    [InlineData("MEAS:POW? PL;ENER? PL", "1.500000E+00,MODELLED;1.500000E+01,MODELLED")]
    [InlineData("MEAS:POW? PL;*OPC?;ENER? PL", "1.500000E+00,MODELLED;1;1.500000E+01,MODELLED")]
    [InlineData("MEAS:POW? PL;:SYST:VERS?", "1.500000E+00,MODELLED;1999.0")]
    [InlineData("SENS:RAIL:CAT?", "\"VCCINT\",PL,\"VCCPSINTFP\",PS,\"12V\",INPUT")]
    [InlineData("LEAR:STAT ON;STAT?;STAT 0;STAT?", "1;0")]
    [InlineData("LEAR:ACT?;STEP?", "OFF;0")]
    [InlineData("LEAR:LOSS?", "9.91E37,9.91E37")]
    [InlineData("NETW:STAT?;STAT OFF;STAT?;STAT 1;STAT?", "1;0;1")]
    [InlineData("FETC:SISD?", "9.91E37,9.91E37")]
    [InlineData("FETC:HOPS?;XRUN?;LIPS?", "0,0,0,0;0;0")]
    [InlineData("ENER:WIND2:STAR \"step\";STAT?;STOP;RES? PL", "1;3.000000E+00,2.500000E-01,2.000000E+00,MODELLED")]
    [InlineData("ENER:WIND:STAR;STOP;RES?", "4.000000E+00,2.500000E-01,2.000000E+00,MODELLED")]
    public void Each_query_has_its_answer(string message, string answer)
    {
        Assert.Equal(answer, _instrument.Ask(message));
        Assert.Equal(0, _instrument.Error());
    }

    [Theory]
    [InlineData("FOO?", -113)]
    [InlineData("*FOO", -113)]
    [InlineData("MEAS:POW", -113)]
    [InlineData("MEAS:POW? PL;MEAS:ENER?", -113)]
    [InlineData("*IDN? 1", -108)]
    [InlineData("*ESE", -109)]
    [InlineData("*ESE PL", -104)]
    [InlineData("*ESE 256", -222)]
    [InlineData("*ESE 1E300", -222)]
    [InlineData("*ESE 1E400", -123)]
    [InlineData("STAT:OPER:ENAB -1", -222)]
    [InlineData("MEAS:POW? 3", -104)]
    [InlineData("MEAS:POW? NOWHERE", -224)]
    [InlineData("MEAS:POW? \"NO SUCH RAIL\"", -241)]
    [InlineData("MEAS:POW? DDR", -241)]
    [InlineData("ENER:WIND9:STAR", -114)]
    [InlineData("ENER:WIND0:STAR", -114)]
    [InlineData("ENER:WIND:STOP", -221)]
    [InlineData("ENER:WIND:STAR;STAR", -221)]
    [InlineData("ENER:WIND:RES?", -221)]
    [InlineData("REC:STOP", -221)]
    [InlineData("REC:STAR name", -104)]
    [InlineData("LEAR:DAM 0", -222)]
    [InlineData("LEAR:DAM 101", -222)]
    [InlineData("LEAR:DAM ALL", -104)]
    [InlineData("FABR:STAT?", -241)]
    [InlineData("FABR:STAT OFF", -241)]
    [InlineData("LEAR:STAT MAYBE", -224)]
    [InlineData("LEAR:STAT \"ON\"", -104)]
    public void Each_mistake_has_its_number(string message, int number)
    {
        _instrument.Ask(message);
        Assert.Equal(number, _instrument.Error());
        Assert.Equal(0, _instrument.Error());
    }

    [Fact]
    public void Hardware_that_is_missing_is_told()
    {
        using Instrument bare = new(hasRails: false, learns: false);
        foreach (string message in (string[])["MEAS:POW?", "MEAS:ENER? PL", "SENS:RAIL:CAT?", "ENER:WIND:STAR", "LEAR:STAT ON", "LEAR:STEP?"])
        {
            Assert.Null(bare.Ask(message));
            Assert.Equal(-241, bare.Error());
        }
    }

    [Fact]
    public void A_figure_that_cannot_be_told_is_not_a_number_and_says_why()
    {
        _instrument.Rails.Fault = "u79 did not acknowledge";
        Assert.Equal("9.91E37,MODELLED", _instrument.Ask("MEAS:POW? PL"));
        Assert.Equal("-230,\"Data corrupt or stale;VCCINT: u79 did not acknowledge\"", _instrument.Ask("SYST:ERR?"));
        Assert.Equal("5.000000E-01,MODELLED", _instrument.Ask("MEAS:POW? PS"));
        Assert.StartsWith("9.91E37,9.91E37,", _instrument.Ask("ENER:WIND:STAR;STOP;RES? PL"), StringComparison.Ordinal);
        Assert.Equal(-230, _instrument.Error());
        Assert.Equal("8", _instrument.Ask("STAT:QUES:COND?"));
    }

    [Fact]
    public void What_was_measured_is_told_so()
    {
        _instrument.Rails.Provenance = "measured";
        Assert.EndsWith(",MEASURED", _instrument.Ask("MEAS:POW?"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_error_ends_the_message_and_an_execution_error_does_not()
    {
        Assert.Equal("1", _instrument.Ask("*OPC?;FOO;*OPC?"));
        Assert.Equal(-113, _instrument.Error());
        Assert.Equal("1;1", _instrument.Ask("*OPC?;ENER:WIND:STOP;*OPC?"));
        Assert.Equal(-221, _instrument.Error());
    }

    [Fact]
    public void Errors_set_their_bits_and_the_status_byte_sums_them_up()
    {
        Assert.Equal("128", _instrument.Ask("*ESR?"));
        Assert.Equal("0", _instrument.Ask("*ESR?;*STB?")![..1]);
        _instrument.Ask("*ESE 32;*SRE 32");
        _instrument.Ask("FOO");
        Assert.Equal("100", _instrument.Ask("*STB?")); // an error waits, its event is enabled, service is asked for
        Assert.Equal("32", _instrument.Ask("*ESR?"));
        Assert.Equal("4", _instrument.Ask("*STB?"));
        _instrument.Ask("*OPC;ENER:WIND:STOP");
        Assert.Equal("17", _instrument.Ask("*ESR?"));
        _instrument.Ask("FOO;*CLS");
        _instrument.Ask("*CLS");
        Assert.Equal("0;0;0", _instrument.Ask("*ESR?;*STB?;:SYST:ERR:COUN?"));
    }

    [Fact]
    public void Too_many_errors_are_one_overflow()
    {
        for (int i = 0; i < 100; i++) _instrument.Ask("FOO");
        Assert.Equal("32", _instrument.Ask("SYST:ERR:COUN?"));
        Assert.EndsWith(",-350,\"Queue overflow\"", _instrument.Ask("SYST:ERR:ALL?"), StringComparison.Ordinal);
        Assert.Equal("40", $"{int.Parse(_instrument.Ask("*ESR?")!, System.Globalization.CultureInfo.InvariantCulture) & 40}");
    }

    [Fact]
    public void Operation_events_are_latched_until_they_are_read()
    {
        Assert.Equal("0", _instrument.Ask("STAT:OPER:ENAB 16;COND?"));
        _instrument.Ask("ENER:WIND3:STAR");
        Assert.Equal("16;128", _instrument.Ask("STAT:OPER:COND?;*STB?"));
        _instrument.Ask("ENER:WIND3:STOP");
        Assert.Equal("0;16;0;0", _instrument.Ask("STAT:OPER:COND?;EVEN?;EVEN?;*STB?"));
        _instrument.Ask("LEAR:STAT ON");
        Assert.Equal("512", _instrument.Ask("STAT:OPER:COND?"));
    }

    [Fact]
    public void Reset_ends_windows_and_leaves_learning_alone()
    {
        _instrument.Ask("ENER:WIND1:STAR;:LEAR:STAT ON;*RST");
        Assert.Equal("0;1", _instrument.Ask("ENER:WIND1:STAT?;:LEAR:STAT?"));
    }

    [Fact]
    public void Damage_forgetting_and_checkpoints_reach_the_learning()
    {
        _instrument.Ask("LEAR:DAM 5;FORG;CHEC");
        Assert.Equal(0, _instrument.Error());
        Assert.Equal((0.05, true, true), (_instrument.Learning.TakeKill(), _instrument.Learning.TakeForget(), _instrument.Learning.TakeCheckpoint()));
    }

    [Fact]
    public void Windows_are_shown_to_those_who_watch_the_rails()
    {
        _instrument.Ask("ENER:WIND1:STAR \"train\";:ENER:WIND2:STAR;:ENER:WIND1:STOP");
        Assert.Equal(["train", "window 2"], _instrument.Scpi.Windows.Latest.Select(window => window.Name));
        Assert.Equal([true, false], _instrument.Scpi.Windows.Latest.Select(window => window.Ended is not null));
        _instrument.Ask("*RST");
        Assert.All(_instrument.Scpi.Windows.Latest, window => Assert.True(window.Ended >= window.Begun));
        for (int i = 0; i < WindowLog.Capacity; i++) _instrument.Ask("ENER:WIND3:STAR;STOP");
        Assert.Equal(WindowLog.Capacity, _instrument.Scpi.Windows.Latest.Count);
    }

    [Fact]
    public void Recordings_are_started_and_stopped_while_sound_goes_on()
    {
        _instrument.Ask("REC:STAR \"early\"");
        Assert.Equal(-221, _instrument.Error()); // the service has not begun
        _instrument.Pipeline.Start();
        Assert.Equal("0;1", _instrument.Ask("REC:STAT?;STAR \"test\";STAT?"));
        Assert.Equal(0, _instrument.Error());
        string folder = Path.Combine(_instrument.Folder, "test");
        Assert.Equal($"\"{folder}\"", _instrument.Ask("REC:FOLD?"));
        _instrument.Ask("REC:STAR");
        Assert.Equal(-221, _instrument.Error());
        WaitForHops();
        Assert.Equal("0", _instrument.Ask("REC:STOP;STAT?"));
        Assert.Equal("stopped", RecordingManifest.Load(folder).Ended);
        _instrument.Ask("REC:STAR \"../outside\"");
        Assert.Equal(-221, _instrument.Error());
        Assert.NotEqual("0,0,0,0", _instrument.Ask("FETC:HOPS?"));
    }

    [Fact]
    public void Every_command_is_listed()
    {
        string help = _instrument.Ask("SYST:HELP:HEAD?")!;
        Assert.StartsWith("#4", help, StringComparison.Ordinal);
        Assert.Equal(int.Parse(help.AsSpan(2, 4), System.Globalization.CultureInfo.InvariantCulture), help.Length - 6);
        foreach (ScpiCommand command in ScpiInstrument.Commands)
            Assert.Contains(command.Pattern.Text, help, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_sent_the_session_answers_afterwards()
    {
        Gen<string> header = Gen.OneOf([.. ScpiInstrument.Commands
            .Select(command => command.Pattern.Text.Replace("<n>", "3", StringComparison.Ordinal)
                .Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal))
            .Where(text => !text.StartsWith("RECord:ST", StringComparison.Ordinal))]);
        Gen<string> piece = Gen.OneOf(
            header, Gen.OneOf(";", ":", " ", ",", "PL", "ON", "1", "\"VCCINT\"", "'", "#H", "?", "*", "1e9", "(@", "\u00ff"), Gen.String[0, 3]);
        piece.Array[0, 12].Select(pieces => string.Concat(pieces)).Sample(
            message =>
            {
                ScpiSession session = new(_instrument.Scpi);
                string? answer = session.Execute(message);
                if (answer is not null) Assert.True(answer.All(c => c is '\n' or (>= ' ' and <= '~')), "not ASCII");
                for (ScpiError error = session.Errors.Take(); error.Number != 0; error = session.Errors.Take())
                    Assert.True(error.Number is > -400 and < 0 and not -310, $"{error} after {message}");
                Assert.Equal("1", session.Execute("*OPC?"));
            },
            iter: 5_000);
    }

    private void WaitForHops()
    {
        long limit = MonotonicClock.Nanoseconds + 60_000_000_000;
        while (_instrument.Scpi.Recording.Status.Hops < 10 && MonotonicClock.Nanoseconds < limit) Thread.Sleep(5);
    }
}
