using System.Text;
using OnBoard.Device.Experiments.Energy;
using OnBoard.Drivers.Files;
using OnBoard.Sensors.Boards;

namespace OnBoard.Device.Commands;

/// <summary>What <c>onboard energy</c> was asked for.</summary>
internal sealed record EnergyOrder
{
    /// <summary>How energies are taken.</summary>
    public required EnergyPlan Plan { get; init; }

    /// <summary>On which engines.</summary>
    public required IReadOnlyList<string> Engines { get; init; }

    /// <summary>Of what.</summary>
    public required IReadOnlyList<WorkloadKind> Kinds { get; init; }

    /// <summary>Reads the networks.</summary>
    public required Func<LawNetworks> Networks { get; init; }

    /// <summary>Where the idle power alone goes; null measures workloads.</summary>
    public string? SaveIdle { get; init; }

    /// <summary>Where every figure goes; null for nowhere.</summary>
    public string? Csv { get; init; }

    /// <summary>Where the plot goes; null for nowhere.</summary>
    public string? Plot { get; init; }

    /// <summary>Whether JSON is printed instead of tables.</summary>
    public bool Json { get; init; }

    /// <summary>Where to print.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>All that is to be measured: by kind, engine and law, the laws side by side.</summary>
    public IReadOnlyList<Func<Workload>> Workloads(LawNetworks networks)
    {
        TalkerFrames[] frames =
            [.. networks.Networks.Select(network => new TalkerFrames(network.Model.Scaling, network.Model.Parameters.Topology.Description))];
        List<Func<Workload>> workloads = [];
        foreach (WorkloadKind kind in Kinds)
        {
            foreach (string engine in Engines.Where(engine => Workload.IsPossible(kind, engine)))
            {
                for (int i = 0; i < networks.Networks.Count; i++)
                {
                    int index = i;
                    (string law, var model) = networks.Networks[i];
                    workloads.Add(() => new Workload(kind, law, model, engine, frames[index]));
                }
            }
        }

        return workloads;
    }

    /// <summary>Prints and writes what was found.</summary>
    public void Show(BoardDescription board, IReadOnlyList<EnergyResult> results, IReadOnlyList<string> networkNotes)
    {
        List<string> notes = [.. EnergyReportText.Notes(results), .. networkNotes];
        if (Kinds.Contains(WorkloadKind.TrainingStep) && Engines.Contains("float"))
            notes.Add("the float engine has no training step: it learns in batches, off the board");
        if (Csv is { } path) DurableFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(EnergyReportText.ToCsv(results))));
        if (Json)
        {
            Output.WriteLine(EnergyReportText.ToJson(board.Title, results, notes));
            return;
        }

        Output.WriteLine($"{board.Title}; {results[0].Pairs} windows each, between idle ones");
        TableWriter.Write(EnergyReportText.ToTable(results), Output);
        TableWriter.Write(EnergyReportText.ToCountedTable(results, Plan.PicojoulesPerEvent), Output);
        foreach (string note in notes) Output.WriteLine($"- {note}");
    }
}
