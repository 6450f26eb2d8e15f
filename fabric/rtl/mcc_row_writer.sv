// Writes rows of weights from the weight memory to memory, in the order in which they are given. Reads a word ahead, in
// cycles in which the lanes do not read.
module mcc_row_writer #(
    parameter int LANES = 64,
    parameter int WEIGHT_WORDS = 4096,
    localparam int WA = $clog2(WEIGHT_WORDS)
) (
    input  logic                clk,
    input  logic                rst,

    input  logic                row_valid,
    output logic                row_ready,
    input  logic [63:0]         row_address,
    input  logic [8:0]          row_beats,
    input  logic [WA-1:0]       row_word,
    output logic                row_read,       // all its words have been read
    output logic                idle,

    input  logic                busy,           // the lanes read
    output logic                word_read,
    output logic [WA-1:0]       word_address,
    input  logic [16*LANES-1:0] word_data,      // two cycles later

    output logic                request_valid,
    input  logic                request_ready,
    output logic [63:0]         request_address,
    output logic [15:0]         request_beats,
    output logic                data_valid,
    input  logic                data_ready,
    output logic [127:0]        data
);
    localparam int PARTS = LANES / 8;
    localparam int P = $clog2(PARTS + 1);

    logic active;
    logic [8:0] beats_unread, beats_unsent;
    logic [1:0] reading;              // reads on their way
    logic ahead_full;
    logic [16*LANES-1:0] ahead, word;
    logic [P-1:0] parts;              // of the word that are not sent
    logic may_read, sent;

    assign row_ready = !active;
    assign idle = !active;
    assign may_read = active && beats_unread != '0 && !ahead_full && reading == 2'd0;
    assign word_read = may_read && !busy;
    assign data_valid = active && !request_valid && parts != '0;
    assign data = word[127:0];
    assign sent = data_valid && data_ready;

    always_ff @(posedge clk) begin
        row_read <= !rst && word_read && beats_unread <= 9'(PARTS);
        if (rst) begin
            active <= 1'b0;
            request_valid <= 1'b0;
            reading <= '0;
            ahead_full <= 1'b0;
            parts <= '0;
        end else begin
            if (row_valid && row_ready) begin
                active <= 1'b1;
                request_valid <= 1'b1;
            end else begin
                if (request_ready) request_valid <= 1'b0;
                if (sent && beats_unsent == 9'd1) active <= 1'b0;
            end
            reading <= {reading[0], word_read};
            if (reading[1]) ahead_full <= 1'b1;
            if (sent) parts <= beats_unsent == 9'd1 ? '0 : parts - 1'b1;
            if (ahead_full && (parts == '0 || (sent && parts == P'(1))) && !(sent && beats_unsent == 9'd1)) begin
                parts <= P'(PARTS);
                ahead_full <= 1'b0;
            end
        end
        if (row_valid && row_ready) begin
            request_address <= row_address;
            request_beats <= 16'(row_beats);
            beats_unread <= row_beats;
            beats_unsent <= row_beats;
            word_address <= row_word;
        end else begin
            if (word_read) begin
                word_address <= word_address + 1'b1;
                beats_unread <= beats_unread <= 9'(PARTS) ? 9'd0 : beats_unread - 9'(PARTS);
            end
            if (sent) beats_unsent <= beats_unsent - 9'd1;
        end
        if (reading[1]) ahead <= word_data;
        if (sent) word <= word >> 128;
        if (ahead_full && (parts == '0 || (sent && parts == P'(1)))) word <= ahead;
    end
endmodule
