// With weights in memory: gives each row back to memory when its update is complete, and says when its buffer is free again.
module mcc_write_back #(
    parameter int WEIGHT_WORDS = 4096,
    parameter int SLOTS = 16,
    localparam int WA = $clog2(WEIGHT_WORDS)
) (
    input  logic          clk,
    input  logic          rst,
    input  logic          memory_weights,
    input  logic          row_taken,      // the last word of a row goes to the lanes
    input  logic          row_train,
    input  logic [63:0]   row_address,
    input  logic [8:0]    row_beats,
    input  logic [WA-1:0] row_word,
    output logic          out_valid,
    input  logic          out_ready,
    output logic [63:0]   out_address,
    output logic [8:0]    out_beats,
    output logic [WA-1:0] out_word,
    input  logic          row_read,       // a row has left its buffer
    output logic          slot_free,
    output logic          idle
);
    localparam int UPDATE = 11;             // cycles from the last word to the end of its update

    logic [UPDATE:1] updating;
    logic [$clog2(SLOTS):0] updated;
    logic given, some;

    assign given = memory_weights && row_taken && row_train;
    assign out_valid = some && updated != '0;
    assign slot_free = (memory_weights && row_taken && !row_train) || (memory_weights && row_read);
    assign idle = !some;

    mcc_fifo #(.WIDTH(64 + 9 + WA), .DEPTH(SLOTS), .NEVER_FULL(1)) rows (
            .clk, .rst, .push_valid(given), .push_ready(), .push_data({row_address, row_beats, row_word}),
            .pop_valid(some), .pop_ready(out_valid && out_ready), .pop_data({out_address, out_beats, out_word}), .count());

    always_ff @(posedge clk) begin
        updating <= rst ? '0 : {updating[UPDATE-1:1], given};
        if (rst) updated <= '0;
        else updated <= updated + ($clog2(SLOTS) + 1)'(updating[UPDATE]) - ($clog2(SLOTS) + 1)'(out_valid && out_ready);
    end
endmodule
