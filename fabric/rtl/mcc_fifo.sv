// A queue of a power of two entries whose head is visible before it is taken: valid/ready on both sides. A full queue refuses,
// an empty one shows nothing; pushes and pops that the handshake does not allow change nothing.
`include "mcc_assert.svh"

module mcc_fifo #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 16,
    // verilator lint_off UNUSEDPARAM
    parameter bit NEVER_FULL = 0 // its user does not look at push_ready: something else bounds what it holds
    // verilator lint_on UNUSEDPARAM
) (
    input  logic                   clk,
    input  logic                   rst,

    input  logic                   push_valid,
    output logic                   push_ready,
    input  logic [WIDTH-1:0]       push_data,

    output logic                   pop_valid,
    input  logic                   pop_ready,
    output logic [WIDTH-1:0]       pop_data,

    output logic [$clog2(DEPTH):0] count
);
    localparam int ADDRESS_BITS = $clog2(DEPTH);

    logic [WIDTH-1:0] entries [0:DEPTH-1];
    // One bit more than an address: equal pointers mean empty, pointers that differ in that bit alone mean full.
    logic [ADDRESS_BITS:0] head, tail;

    assign count      = tail - head;
    assign push_ready = !count[ADDRESS_BITS];
    assign pop_valid  = count != '0;
    assign pop_data   = entries[head[ADDRESS_BITS-1:0]];

    `MCC_ASSERT(!NEVER_FULL || !push_valid || push_ready)

    always_ff @(posedge clk) begin
        if (push_valid && push_ready) begin
            entries[tail[ADDRESS_BITS-1:0]] <= push_data;
            tail <= tail + 1'b1;
        end
        if (pop_valid && pop_ready) head <= head + 1'b1;
        if (rst) begin
            head <= '0;
            tail <= '0;
        end
    end

`ifdef MCC_CHECKED
    `MCC_RESET_FIRST

    // The queue against a numbered list: whatever is pushed comes out once, in order, and never more is held than fits.
    localparam int F_BITS = ADDRESS_BITS + 3;
    logic [F_BITS-1:0] f_pushes, f_pops;
    wire  [F_BITS-1:0] f_held = f_pushes - f_pops;
    `MCC_ANY(F_BITS, f_number, F_BITS'(DEPTH)) // any word: what holds for it holds for all
    wire  [F_BITS-1:0] f_distance = f_number - f_pops;
    logic [WIDTH-1:0] f_word;

    always @(posedge clk) begin
        if (push_valid && push_ready) begin
            f_pushes <= f_pushes + 1'b1;
            if (f_pushes == f_number) f_word <= push_data;
        end
        if (pop_valid && pop_ready) f_pops <= f_pops + 1'b1;
        if (rst) begin
            f_pushes <= '0;
            f_pops <= '0;
        end
    end

    `MCC_ALWAYS begin
        assert (f_held <= DEPTH);                       // no overflow
        assert (push_ready == (f_held != DEPTH));         // and none refused without need
        assert (pop_valid == (f_held != 0));                        // no underflow
        if (f_held != 0 && f_distance == 0) assert (pop_data == f_word);
        // Invariants that induction needs.
        assert (f_held == count && f_pops[ADDRESS_BITS:0] == head);
        if (f_distance < f_held) assert (entries[f_number[ADDRESS_BITS-1:0]] == f_word);
    end

    mcc_handshake #(.WIDTH(WIDTH)) f_out (
        .clk, .rst, .valid(pop_valid), .ready(pop_ready), .offer(pop_data));
`endif
endmodule
