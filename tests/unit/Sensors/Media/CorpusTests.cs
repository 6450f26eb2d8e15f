using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Sensors.Media;

public sealed class CorpusTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-corpus-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_is_enumerated_by_speaker_and_name()
    {
        Touch("s2/b.mpg");
        Touch("s1/d.mpg");
        Touch("s1/c.mpg");
        Touch("s1/c.align");
        Touch("s1/notes.txt");
        GridCorpus corpus = GridCorpus.Open(_folder);
        Assert.Equal(["s1/c", "s1/d", "s2/b"], corpus.Clips.Select(c => $"{c.Speaker}/{c.Name}"));
        Assert.Equal([true, false, false], corpus.Clips.Select(c => c.AlignmentPath is not null));
    }

    [Fact]
    public void A_manifest_assigns_splits_and_speakers()
    {
        Touch("grid/s1/a.mpg");
        Touch("grid/odd/b.mpg");
        string manifest = Write("manifest.csv",
            "file,kind,split,speaker", "grid/s1/a.mpg,grid_av,train,s1", "grid/s1/a.align,grid_align,train,s1",
            "grid/odd/b.mpg,grid_av,\"dev\",s1", "noise/x.flac,noise,dev,");
        GridCorpus corpus = GridCorpus.Open(Path.Combine(_folder, "grid"), manifest);
        Assert.Equal(["s1 a train", "s1 b dev"], corpus.Clips.Select(c => $"{c.Speaker} {c.Name} {c.Split}"));
        Assert.Equal("b", Assert.Single(corpus.InSplit("dev")).Name);
        var error = Assert.Throws<BadInputException>(() => corpus.InSplit("test"));
        Assert.Contains("train, dev", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_that_lists_a_missing_recording_is_refused()
    {
        Touch("grid/s1/a.mpg");
        string manifest = Write("manifest.csv", "file,split", "grid/s1/a.mpg,train", "grid/s1/gone.mpg,test");
        var error = Assert.Throws<BadInputException>(() => GridCorpus.Open(Path.Combine(_folder, "grid"), manifest));
        Assert.Contains("gone.mpg", error.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_without_a_split_column_is_refused()
    {
        Touch("grid/s1/a.mpg");
        string manifest = Write("manifest.csv", "file,kind", "grid/s1/a.mpg,grid_av");
        var error = Assert.Throws<BadInputException>(() => GridCorpus.Open(Path.Combine(_folder, "grid"), manifest));
        Assert.Contains("no column split", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_folder_is_refused()
    {
        Assert.Throws<BadInputException>(() => GridCorpus.Open(_folder));
        Assert.Throws<BadInputException>(() => GridCorpus.Open(Path.Combine(_folder, "none")));
        Assert.Throws<BadInputException>(() => NoiseFolder.Open(_folder));
    }

    [Fact]
    public void Noise_is_told_apart_by_the_type_in_its_name()
    {
        Touch("STR_road_works.flac");
        Touch("BUS_a.wav");
        Assert.Equal(["BUS a", "STR road_works"], NoiseFolder.Open(_folder).Select(n => $"{n.Type} {n.Name}"));
    }

    [Fact]
    public void Noise_without_a_type_in_its_name_has_its_folders()
    {
        Touch("road.flac");
        Assert.Equal((Path.GetFileName(_folder), "road"), (NoiseFolder.Open(_folder)[0].Type, NoiseFolder.Open(_folder)[0].Name));
    }

    [Fact]
    public void The_data_pack_has_the_splits_that_its_notes_state()
    {
        GridCorpus corpus = GridCorpus.Open(TestData.Require("grid"), TestData.Require("manifest.csv"));
        Assert.Equal((150, 25, 25),
            (corpus.InSplit("train").Count, corpus.InSplit("dev").Count, corpus.InSplit("test").Count));
        Assert.Equal(["s20", "s3", "s5"], corpus.InSplit("test_other_speaker").Select(c => c.Speaker));
    }

    private void Touch(string relative) => Write(relative);

    private string Write(string relative, params string[] lines)
    {
        string path = Path.Combine(_folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, lines);
        return path;
    }
}
