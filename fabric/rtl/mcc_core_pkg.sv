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
