// A queue of a power of two entries whose head is visible before it is taken: valid/ready on both sides. A full queue refuses,
// an empty one shows nothing; pushes and pops that the handshake does not allow change nothing.
module mcc_fifo #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 16
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

`ifdef PROVE_MCC_FIFO
`include "mcc_fifo.svh"
`endif
endmodule
