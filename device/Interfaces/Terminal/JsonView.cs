using System.Text;
using System.Text.Json;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.Files;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>One JSON object a line, for programs; <c>kind</c> says what it is. What has no value is null.</summary>
internal sealed class JsonView(TextWriter output) : IRunView
{
    private readonly Lock _gate = new();

    public void Begin(IReadOnlyList<(string Name, string Value)> facts) => Write("begin", json =>
    {
        foreach ((string name, string value) in facts) json.WriteString(name.Replace(' ', '_'), value);
    });

    public void Offer(string name, string value) => Write("offer", json => json.WriteString(name, value));

    public void Show(LiveStatus status) => Write("status", json =>
    {
        json.WriteNumber("seconds", status.Time.TotalSeconds);
        json.WriteNumber("hops", status.Hops);
        json.WriteNumber("latency_p50_ms", status.LatencyMedian);
        json.WriteNumber("latency_p99_ms", status.Latency99);
        json.WriteNumber("latency_max_ms", status.LatencyMax);
        json.WriteNumber("deadline_misses", status.DeadlineMisses);
        json.WriteNumber("lost_hops", status.LostHops);
        json.WriteNumber("silent_hops", status.SilentHops);
        json.WriteNumber("guarded_hops", status.GuardedHops);
        json.WriteNumber("xruns", status.Xruns);
        JsonNumber.Write(json, "activity", status.Activity);
        JsonNumber.Write(json, "events_per_hop", status.EventsPerHop);
        json.WriteBoolean("camera", status.HasCamera);
        json.WriteBoolean("sees_mouth", status.SeesMouth);
        JsonNumber.Write(json, "si_sdr_noisy_db", status.NoisySdr);
        JsonNumber.Write(json, "si_sdr_enhanced_db", status.EnhancedSdr);
        JsonNumber.Write(json, "estimated_gain_db", status.EstimatedGain);
        json.WriteString("knows_voice", status.Voice.ToString().ToLowerInvariant());
        if (status.Rails is { } rails) PowerJson.Write(json, rails, status.InferenceEnergy);
        if (status.Learning is { } learning) Write(json, learning);
        json.WriteStartArray("conditions");
        foreach (string condition in status.Conditions) json.WriteStringValue(condition);
        json.WriteEndArray();
    });

    public void Report(string message) => Write("message", json => json.WriteString("text", message));

    public void Show(SessionScore score) => Write("score", json =>
    {
        json.WriteNumber("from_seconds", score.From);
        json.WriteNumber("to_seconds", score.To);
        foreach ((string name, SignalScore signal) in ((string, SignalScore)[])
                 [("noisy", score.Noisy), ("enhanced", score.Enhanced)])
        {
            json.WriteStartObject(name);
            JsonNumber.Write(json, "si_sdr_db", signal.SiSdr);
            JsonNumber.Write(json, "stoi", signal.Stoi);
            JsonNumber.Write(json, "estoi", signal.Estoi);
            JsonNumber.Write(json, "pesq_wb_mos_lqo", signal.Pesq);
            json.WriteEndObject();
        }
    });

    public void End()
    {
        // Each line stands already.
    }

    private static void Write(Utf8JsonWriter json, LearningStatus learning)
    {
        json.WriteStartObject("learning");
        json.WriteString("state", learning.State.ToString());
        json.WriteNumber("steps", learning.Steps);
        json.WriteString("engine", learning.Engine);
        json.WriteNumber("steps_on_fabric", learning.StepsOnFabric);
        json.WriteNumber("steps_on_processor", learning.StepsOnProcessor);
        JsonNumber.Write(json, "events_per_step_on_fabric", learning.EventsPerStepOnFabric);
        JsonNumber.Write(json, "events_per_step_on_processor", learning.EventsPerStepOnProcessor);
        json.WriteString("by", learning.By);
        json.WriteNumber("clear_seconds", learning.ClearSeconds);
        json.WriteNumber("noise_seconds", learning.NoiseSeconds);
        json.WriteNumber("replay_fill", learning.ReplayFill);
        JsonNumber.Write(json, "held_out_loss_before", learning.HeldOutLossBefore);
        JsonNumber.Write(json, "held_out_loss_after", learning.HeldOutLossAfter);
        json.WriteString("last_decision", learning.LastDecision.ToString());
        JsonNumber.Write(json, "trust", learning.Trust);
        json.WriteNumber("kept", learning.Kept);
        json.WriteNumber("rolled_back", learning.RolledBack);
        json.WriteString("checkpoint", learning.Checkpoint);
        json.WriteNumber("checkpoint_number", learning.CheckpointNumber);
        json.WriteEndObject();
    }

    private void Write(string kind, Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            write(json);
            json.WriteEndObject();
        }

        lock (_gate)
        {
            output.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
            output.Flush();
        }
    }
}
