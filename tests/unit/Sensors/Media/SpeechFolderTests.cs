using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Sensors.Media;

public sealed class SpeechFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-speech-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Flat_files_are_a_talker_each_and_the_name_tells_the_split()
    {
        for (int talker = 0; talker < 300; talker++) Write($"t{talker}.flac");
        Write("notes.txt");
        SpeechFolder folder = SpeechFolder.Open(_folder);
        Assert.True(folder.SplitByName);
        Assert.Equal(300, folder.Recordings.Select(one => one.Talker).Distinct().Count());
        Assert.InRange(folder.TalkersInSplit("dev").Count, 12, 55);
        Assert.InRange(folder.TalkersInSplit("test").Count, 12, 55);
        Assert.InRange(folder.TalkersInSplit("train").Count, 205, 270);
        Assert.All(folder.Recordings, one => Assert.Equal(SpeechFolder.SplitOf(one.Talker), one.Split));
    }

    [Theory]
    [InlineData("")]
    [InlineData("LibriSpeech/train-clean-100/")]
    public void Folders_are_a_talker_each_however_deep_the_files(string within)
    {
        foreach (string file in (string[])["19/198/19-198-0.flac", "19/227/19-227-0.flac", "26/495/26-495-0.flac"]) Write(within + file);
        SpeechFolder folder = SpeechFolder.Open(_folder);
        Assert.Equal(["19", "19", "26"], folder.Recordings.Select(one => one.Talker));
        Assert.Single(folder.Recordings.Where(one => one.Talker == "19").Select(one => one.Split).Distinct());
    }

    [Fact]
    public void A_manifest_tells_talkers_and_splits_and_counts_only_where_it_lists_speech()
    {
        Write("speech/a.flac");
        Write("speech/b.flac");
        Write("speech/unlisted.flac");
        Write("other/c.flac");
        string manifest = Write("manifest.csv",
            "file,kind,split,speaker", "speech/a.flac,speech,train,ann", "speech/b.flac,speech,dev,", "noise/x.flac,noise,dev,");
        SpeechFolder listed = SpeechFolder.Open(Path.Combine(_folder, "speech"), manifest);
        Assert.False(listed.SplitByName);
        Assert.Equal(["ann train", "b dev"], listed.Recordings.Select(one => $"{one.Talker} {one.Split}"));
        Assert.True(SpeechFolder.Open(Path.Combine(_folder, "other"), manifest).SplitByName);
    }

    [Fact]
    public void A_talker_in_two_splits_is_refused_by_file()
    {
        Write("speech/a.flac");
        Write("speech/b.flac");
        string manifest = Write("manifest.csv", "file,kind,split,speaker", "speech/a.flac,speech,train,ann", "speech/b.flac,speech,test,ann");
        BadInputException error = Assert.Throws<BadInputException>(() => SpeechFolder.Open(Path.Combine(_folder, "speech"), manifest));
        Assert.EndsWith("b.flac", error.Subject, StringComparison.Ordinal);
        Assert.Contains("talker ann is in split test here and in train with a.flac", error.Cause, StringComparison.Ordinal);
        Assert.Contains(manifest, error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_speech_is_refused()
    {
        Write("readme.txt");
        Assert.Equal("it holds no speech", Assert.Throws<BadInputException>(() => SpeechFolder.Open(_folder)).Cause);
        Assert.Throws<BadInputException>(() => SpeechFolder.Open(Path.Combine(_folder, "none")));
        string manifest = Write("manifest.csv", "file,kind,split,speaker", "gone.flac,speech,train,ann");
        Assert.EndsWith("gone.flac", Assert.Throws<BadInputException>(() => SpeechFolder.Open(_folder, manifest)).Subject, StringComparison.Ordinal);
    }

    private string Write(string relative, params string[] lines)
    {
        string path = Path.Combine(_folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, lines);
        return path;
    }
}
