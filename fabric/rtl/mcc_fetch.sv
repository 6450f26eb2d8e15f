// Brings the row of each event to where the lanes can read it. On the chip that is its place in the weight memory. With
// weights in memory the weight memory is a ring of row buffers: the row is asked for as soon as the event is known, so that
// the rows of the events ahead are on their way while the lanes work.
module mcc_fetch #(
    parameter int WEIGHT_WORDS = 4096,
    parameter int CHUNKS = 16,
    parameter int SLOTS = 16,
    localparam int WA = $clog2(WEIGHT_WORDS),
    localparam int SA = $clog2(SLOTS)
) (
    input  logic                 clk,
    input  logic                 rst,
    input  logic                 memory_weights,

    input  logic                 in_valid,
    output logic                 in_ready,
    input  mcc_core_pkg::event_t in_event,
    input  logic [31:0]          in_key,
    // verilator lint_off UNUSEDSIGNAL
    input  logic [31:0]          in_word,       // of the largest build
    // verilator lint_on UNUSEDSIGNAL
    input  logic [24:0]          in_beat,
    input  logic [63:0]          in_address,     // of the matrix, in memory

    output logic                 request_valid,
    input  logic                 request_ready,
    output logic [63:0]          request_address,
    output logic [WA-1:0]        request_word,
    input  logic                 row_done,       // a row has arrived
    input  logic                 slot_free,      // a row buffer is no longer needed

    output logic                 waiting_for_row,

    output logic                 out_valid,
    input  logic                 out_ready,
    output mcc_core_pkg::event_t out_event,
    output logic [31:0]          out_key,
    output logic [WA-1:0]        out_word,
    output logic [63:0]          out_address
);
    localparam int E = $bits(in_event);

    logic push, room, waiting;
    logic [SA:0] free, arrived;
    logic [SA-1:0] slot;
    logic [E-1:0] event_bits;
    logic row_ready;

    assign request_address = in_address + {35'd0, in_beat, 4'd0};
    assign request_word = WA'(slot) * WA'(CHUNKS);
    assign request_valid = memory_weights && in_valid && room && free != '0;
    assign in_ready = room && (!memory_weights || (free != '0 && request_ready));
    assign push = in_valid && in_ready;
    assign row_ready = memory_weights ? row_done : push;
    assign out_valid = waiting && arrived != '0;
    assign waiting_for_row = waiting && arrived == '0;
    assign out_event = event_bits;

    mcc_fifo #(.WIDTH(E + 32 + WA + 64), .DEPTH(SLOTS)) rows (
            .clk, .rst, .push_valid(push), .push_ready(room),
            .push_data({in_event, in_key, memory_weights ? request_word : in_word[WA-1:0], request_address}),
            .pop_valid(waiting), .pop_ready(out_valid && out_ready), .pop_data({event_bits, out_key, out_word, out_address}),
            .count());

    always_ff @(posedge clk) begin
        if (rst) begin
            free <= (SA + 1)'(SLOTS);
            arrived <= '0;
            slot <= '0;
        end else begin
            free <= free - (SA + 1)'(memory_weights && push) + (SA + 1)'(slot_free);
            arrived <= arrived + (SA + 1)'(row_ready) - (SA + 1)'(out_valid && out_ready);
            if (memory_weights && push) slot <= slot + 1'b1;
        end
    end
endmodule
