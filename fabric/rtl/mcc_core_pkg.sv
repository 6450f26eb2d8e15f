// Formats and the arithmetic that every unit of the core shares. The definition is fabric/Arithmetic (C#); the names are the
// same. Operations, codes and layouts in memory are in mcc_contract_pkg.
package mcc_core_pkg;

    // Each module uses some of these.
    // verilator lint_off UNUSEDPARAM

    // What kind of run of rows an event belongs to, for the counters.
    localparam logic [1:0] CLASS_INPUT = 2'd0;
    localparam logic [1:0] CLASS_RECEPTIVE = 2'd1;
    localparam logic [1:0] CLASS_CONTEXT = 2'd2;

    // verilator lint_on UNUSEDPARAM

    // A network as its image's header describes it.
    typedef struct packed {
        logic [4:0]  layers;
        logic [3:0]  law;
        logic        proximal;
        logic        universal;
        logic [7:0]  distal_from;     // 255: no distal context
        logic [3:0]  universal_shift;
        logic [3:0]  group_log;       // log2 of the cells of one universal group
        logic [11:0] cells;
        logic [12:0] audio;
        logic [12:0] video;
        logic [9:0]  outputs;
        logic [15:0] universal_length;
        logic [6:0]  threshold;       // sources send when they have moved by so much; 0: always
    } network_t;

    // What follows from the network and the number of lanes: words of the source memory, words of weights of a row.
    typedef struct packed {
        logic [15:0] audio_base;
        logic [15:0] video_base;
        logic [15:0] universal_base;
        logic [15:0] outputs_base;
        logic [12:0] audio_words;
        logic [12:0] video_words;
        logic [12:0] universal_words;
        logic [12:0] cell_words;      // outputs of one layer and stream
        logic [8:0]  cell_chunks;     // words of weights of a row to a layer
        logic [8:0]  output_chunks;   // and to the read-out
    } geometry_t;

    // One matrix of the network.
    typedef struct packed {
        logic [3:0]        scale;     // s of w = q 2^-s
        logic signed [7:0] rate;      // its learning rate is 2^-rate
        logic [31:0]       word;      // its first word on chip
        logic [47:0]       offset;    // in the image, bytes
    } matrix_t;

    // One pass of the lane array over a matrix.
    typedef struct packed {
        logic        train;           // backward and update; otherwise forward
        logic        apical;          // which error memory
        logic        bank;            // forward: accumulator bank; training: stream of the errors
        logic        parity;          // of the layer that errors arrive at
        logic [5:0]  need;            // training: error sets that must be complete
        logic [6:0]  matrix;
        logic [8:0]  chunks;          // words of a row
        logic [8:0]  beats;           // 16-byte beats of a row in memory
        logic [31:0] word;
        logic [63:0] address;
        logic [3:0]  scale;
        logic [4:0]  event_shift;     // the event is shifted left by this for the update
        logic [2:0]  error_shift;     // and the errors by this
        logic        keeps;           // the sums of this matrix are kept
        logic        resumes;         // and go on from those that were kept: forward with what was sent
        logic [15:0] kept;            // where the first of them is
    } pass_t;

    // One run of rows for the scanner.
    typedef struct packed {
        logic        bias;
        logic        natural;         // row = word x groups + byte; otherwise the order of the cells in the lanes
        logic        signed_bytes;
        logic        changes;         // what was sent, not what is held
        logic        train;
        logic        back;            // errors travel back through these rows
        logic        stream;          // to cells of this stream
        logic [1:0]  kind;
        logic [1:0]  tag;             // of the pass
        logic [15:0] base;            // first word of the source memory
        logic [12:0] words;
        logic [15:0] row;             // first row
        logic [11:0] columns;
    } segment_t;

    // What travels from the scanner to the lanes: one row whose source is not zero.
    typedef struct packed {
        logic        first;           // of the pass
        logic        last;
        logic        train;
        logic        back;
        logic        stream;
        logic [1:0]  kind;
        logic [1:0]  tag;
        logic [11:0] cell_index;
        logic [15:0] row;
        logic signed [8:0] value;
        logic [11:0] columns;
    } event_t;

    // What the groups share. Fields are as wide as the largest build needs; a unit takes the bits of its own.

    // A beat: a word of weights for one event, at the groups' inputs.
    typedef struct packed {
        logic        valid;
        logic        train;           // backward and update; otherwise forward
        logic        apical;          // which error memory
        logic        first;           // row of the pass
        logic        last;
        logic        keeps;           // the sums are kept
        logic        resumes;         // and go on from those that were
        logic [15:0] kept;            // where they are
        logic        bank;            // of accumulators; in training the stream of the errors
        logic [7:0]  chunk;           // word of the row
        logic [23:0] address;         // of the word
        logic signed [8:0]  value;    // of the event
        logic signed [26:0] scaled;   // and shifted for the update
        logic [15:0] draw;            // a + constant x first column of the word
        logic [15:0] key_a;
        logic [15:0] key_b;
    } beat_t;

    // What the lanes of a group do in a cycle, each step for the beat that has come so far (stages of mcc_group).
    typedef struct packed {
        logic [7:0]  train;           // bit i: a beat of training is i cycles old
        logic        loads;           // operands: weight and event, or error in training
        logic signed [8:0] value;
        logic        apical;          // which error
        logic [8:0]  read_slot;       // and where
        logic        multiplies;
        logic        adds;            // product to sum
        logic        add_first;       // to none, or what was kept
        logic        add_repeats;     // to the sum that was just made
        logic [8:0]  add_slot;
        logic        writes;          // the sum to its accumulator
        logic [8:0]  write_slot;
        logic [15:0] key_b;           // random rounding
        logic [15:0] key_a;
        logic signed [26:0] scaled;   // the event, shifted for the update
        logic        moves;           // weight's change x value held
        logic signed [8:0] moved_value;
        logic        keeps;           // adds it to the sum
        logic        keep_first;
        logic        keep_repeats;
        logic [8:0]  keep_slot;
        logic        kept;            // writes that to its accumulator
        logic [8:0]  kept_slot;
        logic        sums_read;       // kept sums, two cycles before the first row needs them
        logic        sums_latched;
        logic [15:0] sums_address;
        logic        sums_write;      // by the last row
        logic [15:0] sums_put;
    } lane_t;

    // What else the backward sum of a beat needs.
    typedef struct packed {
        logic        row_first;       // word of the row
        logic        row_last;
        logic        pass_last;       // word of the pass
        logic        back;            // the sum goes to a cell
        logic        stream;          // of this stream
        logic        parity;          // of a layer of this parity
        logic [11:0] cell_index;
        logic [3:0]  scale;
        logic [2:0]  error_shift;     // share of the shift that is in the errors
    } backward_t;

    // Eight weights of a word, as a beat of memory brings them.
    typedef struct packed {
        logic         half;           // of a group's sixteen
        logic [23:0]  address;
        logic [127:0] data;
    } part_t;

    // Draining one lane of one word of accumulators.
    typedef struct packed {
        logic        law;             // the apical sum: the cell's output follows
        logic        last;            // of the pass
        logic        bank;            // of accumulators
        logic [7:0]  word;            // in the bank
        logic [3:0]  lane;
        logic [7:0]  chunk;           // of the layer's cells
        logic [3:0]  shift;
        logic [15:0] cell_index;      // among the group's cells of all layers and streams
        logic [15:0] target;          // where the output goes in the source memory
    } drain_t;

    // Which outputs the groups give, one each.
    typedef struct packed {
        logic        valid;
        logic        last;            // of the pass
        logic [15:0] target;
        logic        recalls;         // apart from these: the law reads what a cell remembers in this cycle
    } output_t;

    // An error that arrives at a cell.
    typedef struct packed {
        logic        parity;          // of the cell's layer
        logic        stream;
        logic [11:0] index;           // chunk and lane
        logic signed [31:0] value;
    } arrival_t;

    // The cell whose errors by R and C are asked for.
    typedef struct packed {
        logic        valid;
        logic        parity;
        logic        stream;
        logic [11:0] index;           // chunk and lane
        logic [15:0] cell_index;      // among the group's cells of all layers and streams
    } error_request_t;

    // How errors are formed.
    typedef struct packed {
        logic signed [15:0] penalty;  // of cells that are heard
        logic [2:0]  shift_soma;
        logic [2:0]  shift_apical;
    } error_terms_t;

    // An error of the read-out.
    typedef struct packed {
        logic [3:0]  lane;
        logic [7:0]  word;
        logic signed [17:0] value;
    } readout_error_t;

    // A segment of a function's table.
    typedef struct packed {
        logic [7:0]  segment;
        logic signed [15:0] value;
        logic signed [16:0] rise;
    } table_entry_t;

    function automatic logic signed [15:0] saturate16(input logic signed [31:0] value);
        if (value > 32'sd32767) saturate16 = 16'sh7FFF;
        else if (value < -32'sd32768) saturate16 = 16'sh8000;
        else saturate16 = value[15:0];
    endfunction

    // Errors are 13 bits: -4095..4095.
    function automatic logic signed [12:0] saturate_error(input logic signed [31:0] value);
        if (value > 32'sd4095) saturate_error = 13'sd4095;
        else if (value < -32'sd4095) saturate_error = -13'sd4095;
        else saturate_error = value[12:0];
    endfunction

    // (value + 2^(shift-1)) >> shift, the value itself for shift 0; the addition wraps.
    function automatic logic signed [31:0] round_shift(input logic signed [31:0] value, input logic [3:0] shift);
        logic [31:0] half;
        logic signed [31:0] sum;
        half = (32'd1 << shift) >> 1;
        sum = value + half;
        round_shift = sum >>> shift;
    endfunction

    // TargetFormat.Error: the difference from the mask times 2^weight.
    function automatic logic signed [12:0] target_error(input logic signed [16:0] difference, input logic signed [2:0] weight);
        logic [2:0] halvings;
        halvings = ~weight + 3'd1;
        if (!weight[2]) target_error = saturate_error(32'(difference) <<< weight[1:0]);
        else target_error = saturate_error(round_shift(32'(difference), {1'b0, halvings}));
    endfunction

    // UpdateRounding.Shift: n, 1..24.
    function automatic logic [4:0] update_shift(
            input logic [3:0] scale, input logic signed [7:0] rate, input logic [4:0] slower);
        logic signed [9:0] shift;
        shift = 10'(rate) + $signed({5'd0, slower}) + 10'sd17 - $signed({6'd0, scale});
        update_shift = shift < 10'sd1 ? 5'd1 : shift > 10'sd24 ? 5'd24 : shift[4:0];
    endfunction

    // A product is scaled to 24 bits behind the point by shifting the event up to 18 places and the error the rest, so that
    // both factors fit the multiplier.
    function automatic logic [4:0] event_shift(input logic [4:0] update);
        event_shift = update < 5'd6 ? 5'd18 : 5'd24 - update;
    endfunction

    function automatic logic [2:0] error_shift(input logic [4:0] update);
        error_shift = update < 5'd6 ? 3'(5'd6 - update) : 3'd0;
    endfunction
endpackage
