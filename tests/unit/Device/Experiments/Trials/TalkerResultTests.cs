using OnBoard.Device.Experiments.Trials;

namespace OnBoard.Tests.Unit.Device.Experiments.Trials;

public class TalkerResultTests
{
    [Theory]
    [InlineData("f", "adult", "women")]
    [InlineData("m", "teen", "men")]
    [InlineData("f", "child", "children")]
    [InlineData("m", "child", "children")]
    [InlineData("", "adult", "")]
    public void A_child_is_summarised_with_children_whatever_its_sex(string sex, string age, string group) =>
        Assert.Equal(group, new TalkerResult("t", sex, age, "room", default, [], default).Group);
}
