using OnBoard.Device.Experiments.Energy;
using OnBoard.Drivers;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Device.Experiments.Energy;

public class BaselineFileTests
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "bare.json");

    [Fact]
    public void A_baseline_is_read_as_it_was_written()
    {
        Save();
        IdleBaseline<Measured> read = BaselineFile.Load<Measured>(_path, "zcu102");
        Assert.Equal("bare, noon", read.Id);
        Assert.Equal(new Energy<Measured>(0.35, 0.004), read.PerSecond[PowerDomain.PL]);
    }

    [Fact]
    public void That_of_another_board_is_refused()
    {
        Save();
        BadInputException error = Assert.Throws<BadInputException>(() => BaselineFile.Load<Measured>(_path, "zcu104"));
        Assert.Contains("zcu102", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_measured_one_is_not_taken_for_a_modelled_one()
    {
        Save();
        Assert.Throws<BadInputException>(() => BaselineFile.Load<Modelled>(_path, "zcu102"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"id\":\"x\"}")]
    public void A_damaged_one_is_bad_input(string text)
    {
        File.WriteAllText(_path, text);
        Assert.Throws<BadInputException>(() => BaselineFile.Load<Measured>(_path, "zcu102"));
    }

    [Fact]
    public void A_missing_one_is_bad_input() =>
        Assert.Throws<BadInputException>(() => BaselineFile.Load<Measured>("/nowhere.json", "zcu102"));

    private void Save() => BaselineFile.Of(
        new IdleBaseline<Measured>("bare, noon", new Dictionary<PowerDomain, Energy<Measured>> { [PowerDomain.PL] = new(0.35, 0.004) }),
        "zcu102").Save(_path);
}
