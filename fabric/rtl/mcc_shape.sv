// Where the rows of a matrix begin, as NetworkTopology builds it. Matrices: two bits for stream and apical below the layer; the
// read-out is the last. Rows of a soma: inputs or layer below, bias; of an apical: distal, proximal, universal, bias; of the
// read-out: audio, video, bias.
module mcc_shape (
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::network_t network,
    // verilator lint_on UNUSEDSIGNAL
    input  logic [6:0]             matrix,
    output logic                   readout,
    output logic [3:0]             layer,
    output logic                   stream,
    output logic                   apical,
    output logic                   distal,         // the apical matrix of this layer has distal context
    output logic [15:0]            proximal_row,
    output logic [15:0]            universal_row,
    output logic [15:0]            bias_row,
    output logic [15:0]            rows
);
    logic [12:0] own_below, other_below;

    assign readout = matrix == {network.layers, 2'b00};
    assign layer = matrix[5:2];
    assign stream = matrix[1];
    assign apical = matrix[0];
    assign own_below = layer != 4'd0 ? 13'(network.cells) : stream ? network.video : network.audio;
    assign other_below = layer != 4'd0 ? 13'(network.cells) : stream ? network.audio : network.video;
    assign distal = 8'(layer) >= network.distal_from;
    assign proximal_row = distal ? 16'(other_below) : 16'd0;
    assign universal_row = proximal_row + (network.proximal ? 16'(network.cells) : 16'd0);
    assign bias_row = readout ? {3'd0, network.cells,
    1'b0} : apical ? universal_row + network.universal_length : 16'(own_below);
    assign rows = bias_row + 16'd1;
endmodule
