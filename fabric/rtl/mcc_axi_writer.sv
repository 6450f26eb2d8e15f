// AXI4 write master, 128 bits. Takes requests of any number of 16-byte beats with byte strobes. Data follow in the order of
// the requests and never wait for an address to be taken. Up to OUTSTANDING bursts may be unanswered; `idle` says that
// none is, so that what was written can be seen by everyone. The first answer that is not OKAY is kept with the address of its
// burst until `clear`. `flush` gives up: no new burst, and bursts already shown are filled with beats that write nothing.
`include "mcc_assert.svh"

module mcc_axi_writer #(
    parameter int OUTSTANDING = 8
) (
    input  logic         clk,
    input  logic         rst,

    input  logic         request_valid,
    output logic         request_ready,
    input  logic [63:4]  request_address, // in beats
    input  logic [15:0]  request_beats,   // at least 1

    input  logic         data_valid,
    output logic         data_ready,
    input  logic [127:0] data,
    input  logic [15:0]  data_strobe,

    input  logic         flush,
    output logic         idle,
    input  logic         clear,
    output logic         error,
    output logic [63:0]  error_address,

    output logic         m_awvalid,
    input  logic         m_awready,
    output logic [63:0]  m_awaddr,
    output logic [7:0]   m_awlen,
    output logic         m_wvalid,
    input  logic         m_wready,
    output logic [127:0] m_wdata,
    output logic [15:0]  m_wstrb,
    output logic         m_wlast,
    input  logic         m_bvalid,
    output logic         m_bready,
    input  logic [1:0]   m_bresp
);
    logic        start, busy, filling, answering, ended;
    logic [63:4] address;
    logic [7:0]  length, beat, final_beat;
    logic [59:0] oldest; // address, in beats, of the burst that is answered next
    logic        answer_space, length_space;
    logic        beat_in;
    // verilator lint_off UNUSEDSIGNAL
    logic [$clog2(OUTSTANDING):0] lengths_count, answers_count; // for assertions
    // verilator lint_on UNUSEDSIGNAL

    mcc_axi_bursts bursts (
        .clk(clk), .rst(rst), .stop(flush),
        .request_valid(request_valid), .request_ready(request_ready),
        .request_address(request_address), .request_beats(request_beats),
        .allow(answer_space && length_space),
        .burst_start(start), .burst_address(address), .burst_length(length), .burst_last(), .busy(busy),
        .a_valid(m_awvalid), .a_ready(m_awready), .a_addr(m_awaddr), .a_len(m_awlen));

    // Bursts whose data are still to be sent, and bursts whose answer is still to come.
    mcc_fifo #(.WIDTH(8), .DEPTH(OUTSTANDING)) lengths (
        .clk(clk), .rst(rst), .push_valid(start), .push_ready(length_space), .push_data(length),
        .pop_valid(filling), .pop_ready(ended), .pop_data(final_beat), .count(lengths_count));
    mcc_fifo #(.WIDTH(60), .DEPTH(OUTSTANDING)) answers (
        .clk(clk), .rst(rst), .push_valid(start), .push_ready(answer_space), .push_data(address),
        .pop_valid(answering), .pop_ready(m_bvalid), .pop_data(oldest), .count(answers_count));

    // A beat once shown must stay, so it is held in a register; `flush` fills what is missing.
    assign data_ready = filling && (!m_wvalid || m_wready) && !flush;
    assign beat_in    = filling && (!m_wvalid || m_wready) && (data_valid || flush);
    assign ended      = beat_in && beat == final_beat;
    assign m_bready   = 1'b1;
    assign idle       = !busy && !answering;

    always_ff @(posedge clk) begin
        if (m_wready) m_wvalid <= 1'b0;
        if (beat_in) begin
            m_wvalid <= 1'b1;
            m_wdata  <= data;
            m_wstrb  <= flush ? 16'd0 : data_strobe;
            m_wlast  <= ended;
            beat     <= ended ? 8'd0 : beat + 8'd1;
        end
        if (clear) error <= 1'b0;
        if (m_bvalid && m_bresp != 2'b00 && (!error || clear)) begin
            error         <= 1'b1;
            error_address <= {oldest, 4'd0};
        end
        if (rst) begin
            beat     <= '0;
            m_wvalid <= 1'b0;
            error    <= 1'b0;
        end
    end

`ifdef MCC_CHECKED
    `MCC_RESET_FIRST

    // AXI4 writes as a master must keep them: as many beats as each address promised, the last one marked, nothing waiting for an
    // address to be taken, every answer accounted for. That a queue keeps its words is proved in mcc_fifo and assumed here.
    `MCC_ASSUME(!request_valid || request_beats != 0)

    mcc_handshake #(.WIDTH(72)) f_aw (
        .clk, .rst, .valid(m_awvalid), .ready(m_awready), .offer({m_awaddr, m_awlen}));
    mcc_handshake #(.WIDTH(145)) f_w (
        .clk, .rst, .valid(m_wvalid), .ready(m_wready), .offer({m_wdata, m_wstrb, m_wlast}));
    mcc_handshake #(.WIDTH(2), .ASSUMED(1)) f_b (
        .clk, .rst, .valid(m_bvalid), .ready(m_bready), .offer(m_bresp));

    // Bursts, numbered: shown, taken by the bus, all beats formed, all beats taken, answered.
    localparam int F_BITS = $clog2(OUTSTANDING) + 1;
    logic [F_BITS-1:0] f_shown, f_taken, f_formed, f_sent, f_answered;
    logic [7:0] f_lengths [0:(1 << F_BITS)-1];
    logic [7:0] f_beat; // beats of the burst f_sent that the bus took
    wire [F_BITS-1:0] f_unformed = f_shown - f_formed, f_unanswered = f_shown - f_answered;
    wire [F_BITS-1:0] f_taken_open = f_taken - f_answered, f_sent_open = f_sent - f_answered;
    `MCC_ASSUME(!filling || final_beat == f_lengths[f_formed])
    // The bus answers what it has, address and data, and nothing else.
    `MCC_ASSUME(!m_bvalid || (f_taken_open != 0 && f_sent_open != 0))

    always @(posedge clk) begin
        if (start) begin
            f_lengths[f_shown] <= length;
            f_shown <= f_shown + 1'b1;
        end
        if (m_awvalid && m_awready) f_taken <= f_taken + 1'b1;
        if (ended) f_formed <= f_formed + 1'b1;
        if (m_wvalid && m_wready) f_beat <= m_wlast ? 8'd0 : f_beat + 8'd1;
        if (m_wvalid && m_wready && m_wlast) f_sent <= f_sent + 1'b1;
        if (m_bvalid && m_bready) f_answered <= f_answered + 1'b1;
        if (rst) begin
            f_shown <= 0; f_taken <= 0; f_formed <= 0; f_sent <= 0; f_answered <= 0; f_beat <= 0;
        end
    end

    `MCC_ALWAYS begin
        // Data belong to an address that was shown, and the last beat is where the address says.
        if (m_wvalid) assert (f_sent != f_shown && m_wlast == (f_beat == f_lengths[f_sent]));
        assert (f_unanswered <= OUTSTANDING);
        if (idle) assert (f_unanswered == 0 && !m_awvalid && !m_wvalid);
        if (flush) assert (!data_ready && !request_ready);
        // Giving up forms a beat in every cycle that the bus takes one, so it ends.
        if (flush && f_unformed != 0 && m_wready) assert (beat_in);
        // Invariants that induction needs.
        assert (f_unformed == lengths_count && f_unanswered == answers_count);
        assert (f_taken + m_awvalid == f_shown && f_sent + (m_wvalid && m_wlast) == f_formed);
        assert (f_taken_open <= f_unanswered && f_sent_open <= f_unanswered && f_unformed <= f_unanswered);
        assert (f_sent_open + (m_wvalid && m_wlast) + f_unformed == f_unanswered);
        assert (beat == (m_wvalid ? (m_wlast ? 8'd0 : f_beat + 8'd1) : f_beat));
        if (m_wvalid && !m_wlast) assert (f_beat < f_lengths[f_sent]);
        if (f_unformed != 0) assert (beat <= f_lengths[f_formed]);
        if (f_unformed == 0) assert (beat == 0);
    end

    `MCC_NEXT begin
        if ($past(flush) && !$past(m_awvalid)) assert (!m_awvalid);
        if ($past(start)) assert (m_awvalid && m_awlen == $past(length));
        if ($past(flush) && m_wvalid && $past(beat_in)) assert (m_wstrb == 0);   // nothing is written that was not given
        if ($past(data_valid && data_ready)) assert (m_wvalid && m_wdata == $past(data) && m_wstrb == $past(data_strobe));
        if ($past(m_bvalid && m_bresp != 0)) assert (error);
        if (error && !$past(error)) assert ($past(m_bvalid && m_bresp != 0));
        if ($past(error) && !$past(clear)) assert (error && error_address == $past(error_address));
    end
`endif
endmodule
