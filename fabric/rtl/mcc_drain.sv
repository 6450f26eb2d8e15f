// Drains the accumulators of each forward pass, in the order of the passes: soma to R, apical through the law to outputs, and
// the read-out one sum at a time.
`include "mcc_assert.svh"

module mcc_drain #(
    parameter int LANES = 64,
    parameter int CHUNKS = 16,
    parameter int CELL_WORDS = 1024,
    localparam int WIDTH = LANES < 16 ? LANES : 16,
    localparam int GROUPS = LANES / WIDTH,
    localparam int J = $clog2(WIDTH),
    localparam int G = $clog2(GROUPS),
    localparam int K = $clog2(CHUNKS),
    localparam int CA = $clog2(CELL_WORDS)
) (
    input  logic                    clk,
    input  logic                    rst,
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::network_t  network,
    input  mcc_core_pkg::geometry_t geometry,
    // verilator lint_on UNUSEDSIGNAL
    input  logic                    parity,
    input  logic                    forward_done,
    input  logic                    readout_ready,    // the unit behind the read-out can take a frame
    output logic                    bank_drained,

    output logic [6:0]              matrix,           // whose scale is asked for
    input  logic [3:0]              scale,

    output logic [GROUPS-1:0]       drain_valid,
    output logic [GROUPS-1:0]       drain_inside,     // the chunk holds cells of the group
    output mcc_core_pkg::drain_t    drain,

    // The read-out's sums, three cycles later.
    output logic                    sum_valid,
    output logic                    sum_first,
    output logic                    sum_last,
    output logic [G:0]              sum_group
);
    logic [2:0] finished;      // passes that wait to be drained
    logic active, readout, bank;
    logic [8:0] chunk, chunks;
    logic [J-1:0] lane;
    logic [9:0] output_index;
    logic [CA-1:0] cell_base;
    logic [15:0] target_base;
    logic [5:0] place;         // 2 x layer + stream
    logic end_of_word, end_of_pass, begins;
    logic [G:0] group;
    logic [2:0] sum_valids, sum_firsts, sum_lasts;
    logic [G:0] sum_groups [0:2];

    assign readout = matrix == {network.layers, 2'b00};
    assign begins = !active && finished != '0 && (!readout || readout_ready);
    assign chunks = geometry.cell_chunks;
    assign end_of_word = lane == '1;
    assign end_of_pass = readout ? output_index == network.outputs - 10'd1 : end_of_word && chunk == chunks - 9'd1;
    assign group = readout ? (G + 1)'(output_index >> J) & (G + 1)'(GROUPS - 1) : '0;
    assign place = matrix[6:1];

    // There are two banks: what is drained and what waits to be.
    `MCC_ASSERT(finished + 3'(active) <= 3'd2)

    always_ff @(posedge clk) begin
        if (rst) begin
            finished <= '0;
            active <= 1'b0;
            matrix <= '0;
            bank <= 1'b0;
            bank_drained <= 1'b0;
        end else begin
            finished <= finished + 3'(forward_done) - 3'(begins);
            bank_drained <= active && end_of_pass;
            if (begins) active <= 1'b1;
            else if (active && end_of_pass) begin
                active <= 1'b0;
                bank <= !bank;
                matrix <= readout ? 7'd0 : matrix + 7'd1;
            end
        end
        if (begins) begin
            chunk <= '0;
            lane <= '0;
            output_index <= '0;
            cell_base <= CA'(place * 19'(geometry.cell_words));
            target_base <= geometry.outputs_base + 16'({place, parity} * 20'(geometry.cell_words));
            drain.shift <= scale - 4'd5;
        end else if (active) begin
            lane <= lane + 1'b1;
            output_index <= output_index + 10'd1;
            if (end_of_word) chunk <= chunk + 9'd1;
        end
        // Registered, as it goes to all groups.
        drain.law <= !readout && matrix[0];
        drain.last <= end_of_pass;
        drain.bank <= bank;
        drain.word <= readout ? 8'(output_index >> (J + G)) : chunk[7:0];
        drain.lane <= readout ? 4'(output_index[J-1:0]) : 4'(lane);
        drain.chunk <= chunk[7:0];
        drain.cell_index <= 16'(cell_base) + 16'({chunk[K-1:0], lane});
        drain.target <= target_base + 16'({chunk[K-1:0], lane});
        for (int g = 0; g < GROUPS; g++) begin
            drain_valid[g] <= active && !rst && (!readout || group == (G + 1)'(g));
            drain_inside[g] <= (18'(chunk) << (J + G)) + 18'(g * WIDTH) < 18'(network.cells);
        end
        sum_valids <= rst ? '0 : {sum_valids[1:0], active && readout};
        sum_firsts <= {sum_firsts[1:0], output_index == '0};
        sum_lasts <= {sum_lasts[1:0], end_of_pass};
        sum_groups[0] <= group;
        sum_groups[1] <= sum_groups[0];
        sum_groups[2] <= sum_groups[1];
        sum_valid <= !rst && sum_valids[2];
        sum_first <= sum_firsts[2];
        sum_last <= sum_lasts[2];
        sum_group <= sum_groups[2];
    end
endmodule
