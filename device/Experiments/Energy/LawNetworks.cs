using System.Globalization;
using OnBoard.Device.Enhancement;
using OnBoard.Drivers;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Energy;

/// <summary>The networks whose energies are compared, and what could not be compared for want of a network.</summary>
/// <param name="Networks">By what they stand for.</param>
/// <param name="Notes">What is missing, or is not what it seems.</param>
internal sealed record LawNetworks(IReadOnlyList<(string Law, EnhancerModel Model)> Networks, IReadOnlyList<string> Notes)
{
    /// <summary>The law `point` without an activity penalty.</summary>
    public const string Point = "point";

    /// <summary>The law `point`, trained to the activity of the first network.</summary>
    public const string Matched = "point, matched";

    /// <summary>The file beside the shipped network that holds a network of the law `point`, where one is shipped.</summary>
    public static string ShippedPoint { get; } = Beside("point.safetensors");

    /// <summary>The same, trained to the activity of the shipped network.</summary>
    public static string ShippedMatched { get; } = Beside("point-matched.safetensors");

    /// <summary>Reads the networks.</summary>
    /// <param name="network">The network itself; null takes the shipped one.</param>
    /// <param name="point">A network of the law `point`; null takes the shipped one, where there is one.</param>
    /// <param name="matched">One of the same activity; likewise.</param>
    /// <exception cref="BadInputException">A file is missing, unfit, or of another law.</exception>
    public static LawNetworks Load(string? network, string? point, string? matched)
    {
        List<(string, EnhancerModel)> networks = [];
        List<string> notes = [];
        if (network is null && !File.Exists(EnhancerModel.ShippedPath))
        {
            networks.Add((LawName(NetworkDescription.Base.Law), EnhancerModel.Untrained(NetworkDescription.Base, seed: 1)));
            notes.Add("the network is untrained: no trained one comes with this build; name one with --network FILE. "
                + "Its activity, and with it every figure, is that of chance");
        }
        else
        {
            EnhancerModel model = EnhancerModel.Load(network ?? EnhancerModel.ShippedPath);
            networks.Add((LawName(model.Parameters.Topology.Description.Law), model));
        }

        Add(Point, point, ShippedPoint, "--point", "onboard train --law point");
        Add(Matched, matched, ShippedMatched, "--matched", "onboard train --law point --activity-penalty NUMBER");
        return new(networks, notes);

        void Add(string name, string? path, string shipped, string option, string training)
        {
            if (path is null && !File.Exists(shipped))
            {
                notes.Add($"`{name}` is not measured: no trained network of it is here. Train one ({training}) and name it with {option}");
                return;
            }

            EnhancerModel model = EnhancerModel.Load(path ?? shipped);
            ActivationLaw law = model.Parameters.Topology.Description.Law;
            if (law != ActivationLaw.Point)
            {
                throw new BadInputException(
                    path ?? shipped, $"its law is {LawName(law)}, not point", $"name a network of {training} with {option}");
            }

            networks.Add((name, model));
        }
    }

    /// <summary>The same, each also with features that are sent when they have changed.</summary>
    /// <param name="deltas">By how much, each more than zero; see <see cref="FeatureScaling.Delta"/>.</param>
    public LawNetworks WithDeltas(IReadOnlyList<double> deltas) => this with
    {
        Networks =
        [
            .. Networks.SelectMany(network => (IEnumerable<(string, EnhancerModel)>)
            [
                network,
                .. deltas.Select(delta => (
                    string.Create(CultureInfo.InvariantCulture, $"{network.Law}, delta {delta}"), network.Model.WithDelta(delta))),
            ]),
        ],
    };

    /// <summary>A law as descriptions write it.</summary>
    public static string LawName(ActivationLaw law) => law.ToString().ToLowerInvariant();

    private static string Beside(string file) =>
        Path.Combine(Path.GetDirectoryName(EnhancerModel.ShippedPath)!, file);
}
