// Sends the rows through the lanes, one word of weights per cycle. The first row of a forward pass waits for a bank of
// accumulators, the first of a training pass for its errors.
`include "mcc_assert.svh"

module mcc_issue #(
    parameter int LANES = 64,
    parameter int WEIGHT_WORDS = 4096,
    localparam int WA = $clog2(WEIGHT_WORDS)
) (
    input  logic                 clk,
    input  logic                 rst,

    input  logic                 row_valid,
    output logic                 row_ready,
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::event_t row,
    input  mcc_core_pkg::pass_t  pass,          // of the row
    // verilator lint_on UNUSEDSIGNAL
    input  logic [31:0]          row_key,
    input  logic [WA-1:0]        row_word,

    input  logic                 bank_drained,  // a bank of accumulators is free again
    input  logic [5:0]           error_sets,    // that are complete
    output logic                 row_taken,     // the last word of a row goes out
    output logic                 pass_taken,    // of the last row of a pass

    output mcc_core_pkg::beat_t     beat,       // to the lanes
    output mcc_core_pkg::backward_t backward    // and to the unit that gathers the backward sums
);
    localparam logic [15:0] DRAW_STEP = 16'((LANES * 40503) % 65536);

    logic [8:0] chunk;
    logic [1:0] banks_in_use;
    logic allowed, go, starts;
    logic [15:0] next_draw;

    assign allowed = !row.first || chunk != 9'd0 || (row.train ? error_sets >= pass.need : banks_in_use != 2'd2);
    assign go = row_valid && allowed;
    assign row_taken = go && chunk == pass.chunks - 9'd1;
    assign pass_taken = row_taken && row.last;
    assign row_ready = row_taken;
    assign starts = go && row.first && chunk == 9'd0 && !row.train;

    // Two banks, and what is drained was in use; a word of the row is one that the row has.
    `MCC_ASSERT(banks_in_use <= 2'd2 && (!bank_drained || banks_in_use != 2'd0))
    `MCC_ASSERT(!row_valid || chunk < pass.chunks)

    always_ff @(posedge clk) begin
        if (rst) begin
            chunk <= '0;
            banks_in_use <= '0;
            beat.valid <= 1'b0;
        end else begin
            if (go) chunk <= row_taken ? 9'd0 : chunk + 9'd1;
            banks_in_use <= banks_in_use + 2'(starts) - 2'(bank_drained);
            beat.valid <= go;
        end
        if (go) begin
            beat.train <= row.train;
            beat.apical <= pass.apical;
            beat.first <= row.first;
            beat.last <= row.last;
            beat.keeps <= pass.keeps;
            beat.resumes <= pass.resumes;
            beat.kept <= pass.kept + 16'(chunk);
            beat.bank <= pass.bank;
            beat.chunk <= chunk[7:0];
            beat.address <= 24'(row_word) + 24'(chunk);
            beat.value <= row.value;
            beat.scaled <= 27'(row.value) <<< pass.event_shift;
            beat.key_a <= row_key[15:0];
            beat.key_b <= row_key[31:16];
            beat.draw <= chunk == 9'd0 ? row_key[15:0] : next_draw;
            next_draw <= (chunk == 9'd0 ? row_key[15:0] : next_draw) + DRAW_STEP;
            backward.row_first <= chunk == 9'd0;
            backward.row_last <= row_taken;
            backward.pass_last <= pass_taken;
            backward.back <= row.back;
            backward.stream <= row.stream;
            backward.parity <= pass.parity;
            backward.cell_index <= row.cell_index;
            backward.scale <= pass.scale;
            backward.error_shift <= pass.error_shift;
        end
    end
endmodule
