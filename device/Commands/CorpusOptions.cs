using System.CommandLine;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Drivers;

namespace OnBoard.Device.Commands;

/// <summary>The options by which <c>train</c> and <c>evaluate</c> find recordings.</summary>
internal sealed class CorpusOptions
{
    /// <summary>The environment variable that names a data folder.</summary>
    public const string DataVariable = "ONBOARD_DATA";

    /// <summary>The data folder: clips in <c>grid</c>, noise in <c>noise</c>.</summary>
    public Option<string?> Data { get; } = new("--data")
    {
        Description = $"Folder with recordings: clips in grid/, noise in noise/. Default: the variable {DataVariable}.",
        HelpName = "folder",
    };

    /// <summary>The clips, where they are elsewhere.</summary>
    public Option<string?> Clips { get; } = new("--clips")
    {
        Description = "Folder of clips, a folder below for each talker. Default: grid/ in the data folder.",
        HelpName = "folder",
    };

    /// <summary>The noise, where it is elsewhere.</summary>
    public Option<string?> Noise { get; } = new("--noise")
    {
        Description = "Folder of noise recordings, TYPE_name.flac or a folder for each type. Default: noise/ in the data folder.",
        HelpName = "folder",
    };

    /// <summary>Talkers who are heard only, where they are elsewhere.</summary>
    public Option<string?> Speech { get; } = new("--speech")
    {
        Description = "Folder of talkers who are heard only: one sound file or one folder of them for each. Default: speech/ in the " +
            $"data folder where it exists; {NoSpeech} for none.",
        HelpName = "folder",
    };

    /// <summary>What <see cref="Speech"/> says for no such folder.</summary>
    public const string NoSpeech = "none";

    /// <summary>The list of clips and splits, where it is elsewhere.</summary>
    public Option<string?> Manifest { get; } = new("--manifest")
    {
        Description = "CSV with the columns file and split, for the clips. Default: manifest.csv in or above their folder, else a split by " +
            "hash into train, dev and test.",
        HelpName = "file",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Clips);
        command.Options.Add(Noise);
        command.Options.Add(Manifest);
    }

    /// <summary>The two folders.</summary>
    /// <exception cref="WrongUseException">Neither the options nor the environment name them.</exception>
    public (string Clips, string Noise) Resolve(ParseResult parsed)
    {
        string? data = parsed.GetValue(Data) ?? Environment.GetEnvironmentVariable(DataVariable);
        return (Folder(Clips, "grid"), Folder(Noise, "noise"));

        string Folder(Option<string?> option, string inData)
        {
            if (parsed.GetValue(option) is { } named) return named;
            if (data is { Length: > 0 }) return Path.Combine(data, inData);
            throw new WrongUseException(
                option.Name, "no recordings were named", $"Pass --data FOLDER, {option.Name} FOLDER, or set {DataVariable}");
        }
    }

    /// <summary>The folder of talkers who are heard only; null for none.</summary>
    public string? ResolveSpeech(ParseResult parsed)
    {
        if (parsed.GetValue(Speech) is { } named) return named == NoSpeech ? null : named;
        string? data = parsed.GetValue(Data) ?? Environment.GetEnvironmentVariable(DataVariable);
        return data is { Length: > 0 } && Path.Combine(data, "speech") is var speech && Directory.Exists(speech) ? speech : null;
    }
}
