using OnBoard.Device.Interfaces.Scpi;

namespace OnBoard.Tests.Unit.Device.Interfaces.Scpi;

public class ScpiPatternTests
{
    [Theory]
    [InlineData("MEASURE:SCALAR:POWER:DC?", true)]
    [InlineData("measure:power?", true)]
    [InlineData("Meas:Pow?", true)]
    [InlineData("MEAS:POW:DC?", true)]
    [InlineData("MEAS:SCAL:POW?", true)]
    [InlineData("MEASU:POW?", false)]
    [InlineData("MEA:POW?", false)]
    [InlineData("MEAS:SCAL?", false)]
    [InlineData("MEAS:POW1?", false)]
    [InlineData("POW?", false)]
    public void Long_and_short_forms_in_any_case_and_nothing_between(string header, bool fits) =>
        Assert.Equal(fits, Matches("MEASure[:SCALar]:POWer[:DC]?", header, out _));

    [Theory]
    [InlineData("ENER:WIND3:STAR", 3)]
    [InlineData("ENERGY:WINDOW12:START", 12)]
    [InlineData("ENER:WIND:STAR", 1)]
    [InlineData("ENER:WIND0:STAR", 0)]
    public void A_number_in_the_header_is_found_and_is_1_where_left_out(string header, int suffix)
    {
        Assert.True(Matches("ENERgy:WINDow<n>:STARt", header, out int found));
        Assert.Equal(suffix, found);
    }

    [Fact]
    public void Each_command_is_found_by_both_of_its_forms_and_no_two_share_one()
    {
        Dictionary<string, string> owners = [];
        foreach (ScpiCommand command in ScpiInstrument.Commands)
        {
            foreach (bool shortForm in (bool[])[true, false])
            {
                string header = Plain(command.Pattern.Text, shortForm);
                ScpiCommand[] found = [.. ScpiInstrument.Commands.Where(other => Fits(other, header))];
                Assert.Equal([command], found);
                if (!owners.TryAdd(header, command.Pattern.Text)) Assert.Equal(command.Pattern.Text, owners[header]);
            }
        }
    }

    [Fact]
    public void The_table_in_the_readme_is_that_of_the_program()
    {
        // In a Markdown table a bar is written \\|.
        string? readme = ReadMe()?.Replace("\\|", "|", StringComparison.Ordinal);
        if (readme is null) Assert.Skip("needs the source tree");
        foreach (ScpiCommand command in ScpiInstrument.Commands)
        {
            string parameters = command.Parameters.Length > 0 ? $" {command.Parameters}" : "";
            Assert.Contains(
                $"| `{command.Pattern.Text}{parameters}` | {command.Description} |", readme, StringComparison.Ordinal);
        }
    }

    private static string? ReadMe()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, "device", "Interfaces", "Scpi", "README.md");
            if (File.Exists(path)) return File.ReadAllText(path);
        }

        return null;
    }

    private static bool Fits(ScpiCommand command, string header) =>
        command.Pattern.IsQuery == header.EndsWith('?') && command.Pattern.IsCommon == header.StartsWith('*')
        && Matches(command.Pattern.Text, header, out _);

    private static bool Matches(string pattern, string header, out int suffix) =>
        new ScpiPattern(pattern).Matches([.. ScpiParser.Parse(header).Single().Nodes], out suffix);

    private static string Plain(string pattern, bool shortForm)
    {
        string text = pattern.Replace("<n>", "2", StringComparison.Ordinal);
        if (!shortForm) return text.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
        while (text.IndexOf('[') is >= 0 and var from) text = text.Remove(from, text.IndexOf(']') - from + 1);
        return new string([.. text.Where(c => !char.IsAsciiLetterLower(c))]);
    }
}
