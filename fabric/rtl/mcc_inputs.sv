// Brings the frames' inputs and targets from memory, up to one frame ahead of the one that runs. A frame runs as soon as the one
// before it has ended: what it reads it waits for, word by word.
`include "mcc_assert.svh"

module mcc_inputs #(
    parameter int LANES = 64,
    localparam int WIDTH = LANES < 16 ? LANES : 16,
    localparam int GROUPS = LANES / WIDTH
) (
    input  logic                    clk,
    input  logic                    rst,
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::network_t  network,
    input  mcc_core_pkg::geometry_t geometry,
    // verilator lint_on UNUSEDSIGNAL

    input  logic                    start,         // of a job
    input  logic                    train,
    input  logic [31:0]             frames,
    input  logic                    parity,        // of the first frame
    input  logic [63:0]             audio_address,
    input  logic [63:0]             video_address,
    input  logic [63:0]             target_address,
    input  logic [31:0]             audio_stride,
    input  logic [31:0]             video_stride,
    input  logic [31:0]             target_stride,
    input  logic                    frame_taken,   // the next frame runs
    input  logic                    frame_over,    // and no longer
    output logic                    audio_ready,   // of the frame that runs: all of it can be read
    output logic                    video_ready,
    output logic                    target_ready,
    output logic [12:0]             audio_words,   // else so many words
    output logic [12:0]             video_words,

    output logic                    request_valid,
    input  logic                    request_ready,
    output logic [63:0]             request_address,
    output logic [15:0]             request_beats,
    input  logic                    data_valid,
    output logic                    data_ready,
    input  logic [127:0]            data,
    input  logic                    data_last,

    output logic                    word_valid,
    input  logic                    word_ready,
    output logic [15:0]             word_address,
    output logic [15:0]             word_before,   // the same inputs of the step before
    output logic [8*GROUPS-1:0]     word_data,
    output logic                    target_write,
    output logic                    target_half,
    output logic [5:0]              target_beat
);
    localparam int WORDS = 16 / GROUPS;   // of a beat
    localparam int C = $clog2(WORDS + 1);
    localparam logic [1:0] AUDIO = 2'd0, VIDEO = 2'd1, TARGET = 2'd2;

    // Requests: audio, video, target of each frame, as long as a half is free.
    logic [1:0] asked, filled;            // which part is asked for, which comes
    logic [31:0] frames_left;
    logic [1:0] halves;                   // that are in use or being filled
    logic half;                           // that is being filled
    logic [63:0] audio, video, target;
    logic [15:0] audio_beats, video_beats, target_beats;
    logic asking, last_part;

    assign audio_beats = (16'(network.audio) + 16'd15) >> 4;
    assign video_beats = (16'(network.video) + 16'd15) >> 4;
    assign target_beats = (16'(network.outputs) + 16'd7) >> 3;
    assign asking = frames_left != '0 && (halves != 2'd2 || asked != AUDIO);
    assign request_valid = asking && !rst;
    assign request_address = asked == AUDIO ? audio : asked == VIDEO ? video : target;
    assign request_beats = asked == AUDIO ? audio_beats : asked == VIDEO ? video_beats : target_beats;
    assign last_part = asked == TARGET || (asked == VIDEO && !train);

    // Data.
    logic [127:0] beat;
    logic [C-1:0] words_left;             // of the beat
    logic beat_last;
    logic [15:0] address, earlier;
    logic [12:0] left, known;             // bytes that are not written
    logic [15:0] base, part_words;
    logic frame_filled, filled_one;
    logic [1:0] complete;                 // frames that do not run yet
    logic awaited;                        // what comes is the frame that runs
    logic [12:0] words_in;                // of the part that comes
    logic first_of_part;
    logic take_target, beat_end;

    assign take_target = filled == TARGET;
    assign beat_end = words_left == C'(1) || left <= 13'(GROUPS);
    assign data_ready = words_left == '0 || (beat_end && word_ready && !beat_last);
    assign word_valid = words_left != '0;
    assign word_address = address;
    assign word_before = earlier;
    assign base = filled == VIDEO ? geometry.video_base : geometry.audio_base;
    assign part_words = filled == VIDEO ? 16'(geometry.video_words) : 16'(geometry.audio_words);
    assign known = filled == VIDEO ? network.video : network.audio;
    assign target_write = take_target && data_valid && data_ready;
    assign target_half = half;
    assign target_ready = !awaited;
    assign filled_one = take_target ? target_write && data_last : word_valid && word_ready && beat_end && beat_last;
    assign frame_filled = filled_one && (filled == TARGET || (filled == VIDEO && !train));

    always_comb
        for (int g = 0; g < GROUPS; g++) word_data[8*g +: 8] = 13'(g) < left ? beat[8*g +: 8] : 8'd0;

    // What was written can be read three cycles later (mcc_send).
    logic audio_ready1, video_ready1;
    logic [12:0] audio_words1, video_words1;

    always_ff @(posedge clk) begin
        audio_ready1 <= !frame_taken && (!awaited || filled != AUDIO);
        video_ready1 <= !frame_taken && (!awaited || filled == TARGET);
        audio_words1 <= filled == AUDIO ? words_in : 13'd0;
        video_words1 <= filled == VIDEO ? words_in : 13'd0;
        audio_ready <= !frame_taken && audio_ready1;
        video_ready <= !frame_taken && video_ready1;
        audio_words <= audio_words1;
        video_words <= video_words1;
    end

    // No frame ends before its inputs have come.
    `MCC_ASSERT(!awaited || !(frame_taken || frame_over))

    always_ff @(posedge clk) begin
        if (rst) begin
            frames_left <= '0;
            halves <= '0;
            words_left <= '0;
            complete <= '0;
            awaited <= 1'b0;
        end else if (start) begin
            frames_left <= frames;
            halves <= '0;
            complete <= '0;
            awaited <= 1'b0;
        end else begin
            if (frame_taken) awaited <= complete == '0 && !frame_filled;
            else if (frame_filled) awaited <= 1'b0;
            halves <= halves + 2'(request_valid && request_ready && asked == AUDIO) - 2'(frame_over);
            complete <= complete + 2'(frame_filled && !awaited) - 2'(frame_taken && (complete != '0 || frame_filled));
            if (request_valid && request_ready && last_part) frames_left <= frames_left - 32'd1;
            if (data_valid && data_ready && !take_target) words_left <= C'(WORDS);
            else if (word_valid && word_ready) words_left <= beat_end ? '0 : words_left - 1'b1;
        end
        if (start) begin
            asked <= AUDIO;
            filled <= AUDIO;
            half <= parity;
            audio <= audio_address;
            video <= video_address;
            target <= target_address;
            first_of_part <= 1'b1;
            words_in <= '0;
        end else begin
            if (request_valid && request_ready) begin
                asked <= last_part ? AUDIO : asked + 2'd1;
                if (asked == AUDIO) audio <= audio + 64'(audio_stride);
                if (asked == VIDEO) video <= video + 64'(video_stride);
                if (asked == TARGET) target <= target + 64'(target_stride);
            end
            if (word_valid && word_ready) begin
                words_in <= words_in + 13'd1;
                address <= address + 16'd1;
                earlier <= earlier + 16'd1;
                left <= left > 13'(GROUPS) ? left - 13'(GROUPS) : 13'd0;
                beat <= beat >> (8 * GROUPS);
            end
            if (data_valid && data_ready) begin
                beat <= data;
                beat_last <= data_last;
                first_of_part <= data_last;
                target_beat <= target_beat + 6'd1;
                if (first_of_part) begin
                    left <= known;
                    address <= base + (half ? part_words : 16'd0);
                    earlier <= base + (half ? 16'd0 : part_words);
                end
            end
            if (filled_one) begin
                filled <= frame_filled ? AUDIO : filled + 2'd1;
                target_beat <= '0;
                words_in <= '0;
                if (frame_filled) half <= !half;
            end
        end
    end
endmodule
