using System.Globalization;
using System.Text;
using CsCheck;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers;

namespace OnBoard.Tests.Unit.Device.Service.Recording;

public class CsvTableTests
{
    [Fact]
    public void Numbers_come_back_with_the_same_bits() => Gen.Select(Gen.Long, Gen.Double, Gen.Float).Array[0, 50].Sample(rows =>
    {
        MemoryStream file = new();
        using (CsvTable table = new(file, "test", "a", "b", "c"))
        {
            foreach ((long a, double b, float c) in rows)
            {
                table.Add(a);
                table.Add(b);
                table.Add(c);
                table.EndRow();
            }

            Assert.Equal(rows.Length, table.Rows);
        }

        string[] lines = Encoding.UTF8.GetString(file.ToArray()).Split('\n');
        Assert.Equal(rows.Length + 2, lines.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            string[] fields = lines[i + 1].Split(',');
            Assert.Equal(rows[i].Item1, long.Parse(fields[0], CultureInfo.InvariantCulture));
            Check(rows[i].Item2, fields[1], text => double.Parse(text, CultureInfo.InvariantCulture));
            Check(rows[i].Item3, fields[2], text => float.Parse(text, CultureInfo.InvariantCulture));
        }

        static void Check<T>(T value, string field, Func<string, T> parse)
            where T : System.Numerics.IFloatingPointIeee754<T>
        {
            if (T.IsFinite(value)) Assert.Equal(value, parse(field));
            else Assert.Equal("", field);
        }
    });

    [Fact]
    public void Text_is_quoted_where_it_has_to_be()
    {
        MemoryStream file = new();
        using (CsvTable table = new(file, "test", "message"))
        {
            foreach (string text in (string[])["plain", "one, two", "said \"no\"", "two\nlines"])
            {
                table.Add(text);
                table.EndRow();
            }
        }

        Assert.Equal(
            "message\nplain\n\"one, two\"\n\"said \"\"no\"\"\"\n\"two\nlines\"\n", Encoding.UTF8.GetString(file.ToArray()));
    }

    [Fact]
    public void A_full_disk_leaves_whole_rows()
    {
        SmallDisk disk = new(room: 100_000);
        CsvTable table = new(disk, "hops.csv", "number");
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(() =>
        {
            for (long i = 0; i < 100_000; i++)
            {
                table.Add(i);
                table.EndRow();
            }
        });
        Assert.Equal(("hops.csv", "the disk is full"), (error.Subject, error.Cause));
        string kept = Encoding.UTF8.GetString(disk.ToArray());
        Assert.EndsWith("\n", kept, StringComparison.Ordinal);
        string[] lines = kept.TrimEnd('\n').Split('\n');
        Assert.True(lines.Length > 1000, "what fitted is not there");
        for (int i = 1; i < lines.Length; i++) Assert.Equal(i - 1, int.Parse(lines[i], CultureInfo.InvariantCulture));
        table.Dispose();
    }

    [Fact]
    public void A_row_of_another_length_is_an_error_of_the_program()
    {
        using CsvTable table = new(new MemoryStream(), "test", "a", "b");
        table.Add(1);
        Assert.Throws<InvalidOperationException>(table.EndRow);
        table.Add(2);
        table.EndRow();
    }

    [Fact]
    public void A_row_of_numbers_allocates_nothing()
    {
        using CsvTable table = new(new MemoryStream(1 << 20), "test", "a", "b");
        for (int i = 0; i < 200; i++) Row();
        Allocations.None(() =>
        {
            for (int i = 0; i < 100; i++) Row();
        });

        void Row()
        {
            table.Add(12_345L);
            table.Add(0.1f);
            table.EndRow();
        }
    }
}
