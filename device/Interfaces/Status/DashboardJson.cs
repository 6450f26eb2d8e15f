using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>The JSON of the API, written without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(HistoryReport))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(ProblemReport))]
[JsonSerializable(typeof(ControlReport))]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(LiveRequest))]
[JsonSerializable(typeof(int?))]
internal sealed partial class DashboardJson : JsonSerializerContext;
