// The table of matrices of the loaded network: one write port, a read port for every unit that asks.
module mcc_matrices (
    input  logic                  clk,
    input  logic                  write,
    input  logic [6:0]            write_matrix,
    input  mcc_core_pkg::matrix_t write_data,
    input  logic [6:0]            matrix,         // of the sequencer and of transfers of rows
    output mcc_core_pkg::matrix_t data,
    input  logic [6:0]            drain_matrix,
    output logic [3:0]            drain_scale,
    input  logic [6:0]            soma_matrix,    // scale and rate of this
    output logic [11:0]           soma_rate,
    output logic [11:0]           apical_rate,    // and of the one behind it
    input  logic [6:0]            readout_matrix,
    output logic [11:0]           readout_rate
);
    localparam int BITS = $bits(write_data);

    logic [BITS-1:0] entries [0:127];
    logic [3:0] drain_scales [0:127];
    logic [11:0] soma_rates [0:127], apical_rates [0:127], readout_rates [0:127];

    assign data = entries[matrix];
    assign drain_scale = drain_scales[drain_matrix];
    assign soma_rate = soma_rates[soma_matrix];
    assign apical_rate = apical_rates[{soma_matrix[6:1], 1'b1}];
    assign readout_rate = readout_rates[readout_matrix];

    always_ff @(posedge clk)
        if (write) begin
            entries[write_matrix] <= write_data;
            drain_scales[write_matrix] <= write_data.scale;
            soma_rates[write_matrix] <= {write_data.scale, write_data.rate};
            apical_rates[write_matrix] <= {write_data.scale, write_data.rate};
            readout_rates[write_matrix] <= {write_data.scale, write_data.rate};
        end
endmodule
