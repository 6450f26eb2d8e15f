// Finds what is not zero in the runs of rows that it is given, of what sources hold or of what they sent: reads a word of the
// source memory per cycle, drops those that are zero, and gives one event per cycle. A pass always ends with an event, its bias;
// where it goes on from sums that were kept, the bias sends nothing: its value is zero. Training leaves out what is held softly:
// a row that errors go back through, and no more, has an event of zero, which moves no weight.
module mcc_scanner #(
    parameter int LANES = 64,
    parameter int WORDS = 4096,
    localparam int WIDTH = LANES < 16 ? LANES : 16,
    localparam int GROUPS = LANES / WIDTH,
    localparam int A = $clog2(WORDS)
) (
    input  logic                   clk,
    input  logic                   rst,
    input  logic                   segment_valid,
    output logic                   segment_ready,
    input  mcc_core_pkg::segment_t segment,
    input  logic [5:0]             update_threshold,    // training: weights move for what holds so much,
    input  logic [5:0]             backward_threshold,  // and errors go back to cells that hold so much: no more than the former
    input  logic                   audio_ready,   // inputs of this frame: all are there, or so many words
    input  logic                   video_ready,
    input  logic [12:0]            audio_words,
    input  logic [12:0]            video_words,
    output logic                   waiting,       // for an input
    output logic                   idle,          // all words of the given runs are read
    output logic                   scan,
    output logic [A-1:0]           scan_address,
    output logic                   scan_changes,
    input  logic [8*GROUPS-1:0]    scan_data,     // one cycle later
    input  logic [9*GROUPS-1:0]    change_data,
    output logic                   event_valid,
    input  logic                   event_ready,
    output mcc_core_pkg::event_t   found
);
    localparam int S = $bits(segment);
    localparam int J = $clog2(WIDTH);
    localparam int G = $clog2(GROUPS);
    localparam logic [8:0] ONE = 9'd32;  // the event of a bias

    // Reading: at most as many words as the queue has room for are on their way.
    logic active, inputs, reading, read_taken, last_word;
    logic [12:0] word, word1;
    // verilator lint_off UNUSEDSIGNAL
    logic [15:0] address;
    // verilator lint_on UNUSEDSIGNAL
    logic [2:0] in_queue;  // words that are on their way or in the queue
    mcc_core_pkg::segment_t run, run1;

    assign last_word = word == run.words - 13'd1;
    assign inputs = run.signed_bytes && !run.bias;
    assign waiting = active && inputs && !(run.stream ? video_ready || word < video_words : audio_ready || word < audio_words);
    assign reading = active && in_queue != 3'd4 && !waiting;
    assign segment_ready = !active || (reading && last_word);
    assign address = run.base + 16'(word);
    assign scan = reading && !run.bias;
    assign scan_address = A'(address);
    assign scan_changes = run.changes;
    assign idle = !active && !read_taken;

    // A word that has events goes into the queue with a mask of them. What is held is -128 to 192.
    function automatic logic reaches(input logic [8:0] held, input logic [5:0] threshold);
        logic [8:0] size;
        size = held[8] ? -held : held;
        reaches = size >= {3'd0, threshold};
    endfunction

    logic word_in, word_out, word_valid;
    logic [GROUPS-1:0] mask_in, mask_out;
    logic [9*GROUPS-1:0] values_in, values_out;
    logic [12:0] word_index;
    logic [S-1:0] run_out_bits;
    // verilator lint_off UNUSEDSIGNAL
    mcc_core_pkg::segment_t run_out;
    // verilator lint_on UNUSEDSIGNAL

    always_comb begin
        for (int g = 0; g < GROUPS; g++) begin
            values_in[9*g +: 9] = run1.changes ? change_data[9*g +: 9]
                    : {run1.signed_bytes && scan_data[8*g+7], scan_data[8*g +: 8]};
            mask_in[g] = values_in[9*g +: 9] != 9'd0
                    && (!run1.train || reaches(values_in[9*g +: 9], run1.back ? backward_threshold : update_threshold));
            if (run1.train && !reaches(values_in[9*g +: 9], update_threshold)) values_in[9*g +: 9] = 9'd0;
        end
        if (run1.bias) begin
            values_in = run1.changes ? '0 : (9 * GROUPS)'(ONE);
            mask_in = GROUPS'(1);
        end
    end

    assign word_in = read_taken && mask_in != '0;

    mcc_fifo #(.WIDTH(10 * GROUPS + 13 + S), .DEPTH(4), .NEVER_FULL(1)) words_found (
            .clk, .rst, .push_valid(word_in), .push_ready(), .push_data({mask_in, values_in, word1, run1}),
            .pop_valid(word_valid), .pop_ready(word_out), .pop_data({mask_out, values_out, word_index, run_out_bits}),
            .count());

    assign run_out = run_out_bits;

    always_ff @(posedge clk) begin
        if (rst) begin
            active <= 1'b0;
            read_taken <= 1'b0;
            in_queue <= '0;
        end else begin
            if (segment_valid && segment_ready) active <= 1'b1;
            else if (reading && last_word) active <= 1'b0;
            read_taken <= reading;
            in_queue <= in_queue + 3'(reading) - 3'(read_taken && !word_in) - 3'(word_out);
        end
        if (segment_valid && segment_ready) begin
            run <= segment;
            word <= '0;
        end else if (reading) word <= word + 13'd1;
        if (reading) begin
            run1 <= run;
            word1 <= word;
        end
    end

    // The lowest byte of the word that is not done.
    logic [GROUPS-1:0] done, left, lowest, rest;
    logic [3:0] place;
    logic [8:0] value;
    logic [15:0] natural_index, cell_place;
    logic pass_started, taken;

    assign left = mask_out & ~done;
    assign lowest = left & (~left + 1'b1);
    assign rest = left & ~lowest;
    assign event_valid = word_valid;
    assign taken = event_valid && event_ready;
    assign word_out = taken && rest == '0;
    assign natural_index = (16'(word_index) << G) + 16'(place);
    assign cell_place = ((16'(word_index) >> J) << (J + G)) + (16'(place) << J) + 16'(word_index[J-1:0]);

    always_comb begin
        place = '0;
        value = '0;
        for (int g = 0; g < GROUPS; g++) begin
            if (lowest[g]) begin
                place = place | 4'(g);
                value = value | values_out[9*g +: 9];
            end
        end
        found.first = !pass_started;
        found.last = run_out.bias;
        found.train = run_out.train;
        found.back = run_out.back;
        found.stream = run_out.stream;
        found.kind = run_out.kind;
        found.tag = run_out.tag;
        found.columns = run_out.columns;
        found.value = value;
        found.cell_index = 12'(cell_place);
        found.row = run_out.row + (run_out.natural ? natural_index : cell_place);
        if (run_out.bias) found.row = run_out.row;
    end

    always_ff @(posedge clk) begin
        if (taken) done <= word_out ? '0 : done | lowest;
        if (taken) pass_started <= !run_out.bias;
        if (rst) begin
            done <= '0;
            pass_started <= 1'b0;
        end
    end
endmodule
