using OnBoard.Device.Service.Devices;
using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Device.Commands.Checks;

/// <summary>Whether ffmpeg is there; only recordings need it.</summary>
internal sealed class FfmpegCheck : ICheck
{
    public string Name => "ffmpeg";

    public IEnumerable<Finding> Look(CheckContext context)
    {
        bool isNeeded = context.Settings.Microphone.Kind == EndpointKind.File || context.Settings.Camera.Kind == EndpointKind.File
            || context.Settings.Noise.Kind == EndpointKind.File;
        Finding finding;
        try
        {
            FfmpegProgram program = FfmpegProgram.Find();
            using StringWriter version = new();
            program.Run(
                ["-version"], output =>
                {
                    using StreamReader reader = new(output);
                    version.Write(reader.ReadLine());
                    reader.ReadToEnd();
                },
                TimeSpan.FromSeconds(10));
            finding = Finding.Ok(program.Path, version.ToString());
        }
        catch (DeviceMissingException error) when (!isNeeded)
        {
            finding = Finding.Note(error.Subject, $"{error.Cause}; only recordings need it", error.Remedy);
        }

        yield return finding;
    }
}
