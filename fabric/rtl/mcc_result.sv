// The result of the last job. Stamps, cycles and bytes are counted here, the rest by the core; when a job ends, the result is
// written beat by beat into a small memory, which shows it to the registers and to the job's block alike: both are of one moment.
module mcc_result (
    input  logic         clk,
    input  logic         rst,

    // What is counted here.
    input  logic         start,     // a job starts: all but the stamp of its start becomes zero
    input  logic         counting,  // until its result is latched
    input  logic         running,   // the core runs
    input  logic         beat_read,
    input  logic         beat_written,

    // What a result reports besides.
    input  logic [7:0]   code,
    input  logic [31:0]  sequence_number,
    input  logic [63:0]  fault_address,
    input  logic [63:0]  wait_cycles,
    input  logic [63:0]  events_input,
    input  logic [63:0]  events_receptive,
    input  logic [63:0]  events_context,
    input  logic [63:0]  events_backward,
    input  logic [63:0]  events_update,
    input  logic [63:0]  rows_fetched,
    input  logic [63:0]  saturations,
    input  logic [63:0]  steps,
    input  logic [31:0]  frames_done,
    input  logic [511:0] active_cells,

    input  logic         latch, // the beat `latch_beat`
    input  logic [3:0]   latch_beat,

    input  logic [3:0]   block_beat,
    output logic [127:0] block_data,
    input  logic [5:0]   register_word,
    output logic [31:0]  register_data
);
    logic [63:0] now, begin_cycle, end_cycle, cycles, bytes_read, bytes_written;
    always_ff @(posedge clk) begin
        now <= now + 64'd1;
        if (counting) begin
            end_cycle <= now;
            if (running) cycles <= cycles + 64'd1;
            if (beat_read) bytes_read <= bytes_read + 64'd16;
            if (beat_written) bytes_written <= bytes_written + 64'd16;
        end
        if (start) begin
            begin_cycle   <= now;
            cycles        <= '0;
            bytes_read    <= '0;
            bytes_written <= '0;
        end
        if (rst) now <= '0;
    end

    // Beat n holds bytes 16 n to 16 n + 15 of the layout RES_*.
    logic [127:0] live;
    always_comb begin
        case (latch_beat)
            4'd0:    live = {fault_address, sequence_number, 24'd0, code};
            4'd1:    live = {end_cycle, begin_cycle};
            4'd2:    live = {wait_cycles, cycles};
            4'd3:    live = {events_receptive, events_input};
            4'd4:    live = {events_backward, events_context};
            4'd5:    live = {rows_fetched, events_update};
            4'd6:    live = {bytes_written, bytes_read};
            4'd7:    live = {steps, saturations};
            4'd8:    live = {96'd0, frames_done};
            4'd9:    live = active_cells[127:0];
            4'd10:   live = active_cells[255:128];
            4'd11:   live = active_cells[383:256];
            default: live = active_cells[511:384];
        endcase
    end

    logic [127:0] beats [0:15];
    initial for (int i = 0; i < 16; i++) beats[i] = '0;

    always_ff @(posedge clk) if (latch) beats[latch_beat] <= live;

    logic [127:0] shown;
    assign block_data    = beats[block_beat];
    assign shown         = beats[register_word[5:2]];
    assign register_data = shown[32 * register_word[1:0] +: 32];
endmodule
