// Reads rows of weights from memory into the weight memory, in the order in which they are asked for. A part is what one beat
// of the bus holds: eight weights.
`include "mcc_assert.svh"

module mcc_row_reader #(
    parameter int LANES = 64,
    parameter int WEIGHT_WORDS = 4096,
    localparam int WIDTH = LANES < 16 ? LANES : 16,
    localparam int GROUPS = LANES / WIDTH,
    localparam int WA = $clog2(WEIGHT_WORDS)
) (
    input  logic              clk,
    input  logic              rst,

    input  logic              row_valid,
    output logic              row_ready,
    input  logic [63:0]       row_address,
    input  logic [8:0]        row_beats,
    input  logic [WA-1:0]     row_word,
    output logic              row_done,

    output logic              request_valid,
    input  logic              request_ready,
    output logic [63:0]       request_address,
    output logic [15:0]       request_beats,
    input  logic              data_valid,
    output logic              data_ready,
    input  logic [127:0]      data,
    input  logic              data_last,

    input  logic              hold,          // an update takes the write port
    output logic [GROUPS-1:0] part_write,
    output mcc_core_pkg::part_t part
);
    localparam int PARTS = LANES / 8;
    localparam int P = PARTS > 1 ? $clog2(PARTS) : 1;

    logic known, taken, started;
    logic [WA-1:0] first_word, word, word_now;
    logic [P-1:0] place;       // of the part in the word
    logic last_part;
    logic room;

    // The request waits in a register; its first word goes to the queue of rows on their way.
    assign row_ready = !request_valid && room;
    assign taken = data_valid && data_ready;
    assign data_ready = known && !hold;
    assign last_part = PARTS == 1 || place == P'(PARTS - 1);
    assign word_now = started ? word : first_word;
    assign part.address = 24'(word_now);
    assign part.half = WIDTH == 16 ? place[0] : 1'b0;
    assign part.data = data;

    always_comb
        for (int g = 0; g < GROUPS; g++) part_write[g] = taken && (GROUPS == 1 || (place >> 1) == P'(g));

    `MCC_ASSERT(part_write == '0 || !hold)

    mcc_fifo #(.WIDTH(WA), .DEPTH(32)) on_their_way (
            .clk, .rst, .push_valid(row_valid && row_ready), .push_ready(room), .push_data(row_word),
            .pop_valid(known), .pop_ready(taken && data_last), .pop_data(first_word), .count());

    always_ff @(posedge clk) begin
        row_done <= !rst && taken && data_last;
        if (rst) begin
            request_valid <= 1'b0;
            started <= 1'b0;
            place <= '0;
        end else begin
            if (row_valid && row_ready) request_valid <= 1'b1;
            else if (request_ready) request_valid <= 1'b0;
            if (taken) begin
                started <= !data_last;
                place <= last_part || data_last ? '0 : place + 1'b1;
            end
        end
        if (row_valid && row_ready) begin
            request_address <= row_address;
            request_beats <= 16'(row_beats);
        end
        if (taken) word <= word_now + WA'(last_part);
    end
endmodule
