// Loads a network image, and moves pieces of the weights between it and the chip, in either direction. A bad image is found before anything is changed: the table of
// matrices is read twice, first to validate it.
module mcc_image #(
    parameter int LANES = 64,
    parameter int WEIGHT_WORDS = 4096,
    parameter int MAX_CELLS = 1024,
    parameter int MAX_LAYERS = 8,
    parameter int MAX_INPUTS = 512,
    parameter int MAX_OUTPUTS = 128,
    parameter int MAX_UNIVERSAL = 512,
    parameter logic [mcc_contract_pkg::LAW_COUNT-1:0] LAWS = mcc_contract_pkg::LAWS_ALL,
    parameter int NETWORKS = 1,
    parameter int KEPT_WORDS = 512,
    localparam int WA = $clog2(WEIGHT_WORDS)
) (
    input  logic                   clk,
    input  logic                   rst,
    input  logic                   load,            // one cycle
    input  logic                   read_weights,
    input  logic                   write_weights,
    input  logic [31:0]            first_row,       // of the piece, counted over all matrices
    input  logic [15:0]            piece_rows,      // 0: all that follow
    input  logic                   slot,            // whose
    input  logic                   exchange,        // the two networks' weights
    output logic                   bank,            // the half of the weight memory that has those of `slot`
    output logic                   second_fits,
    output logic                   second_loaded,
    output logic                   second_begins,   // with done: from now on the second network has its weights
    input  logic                   forget,
    input  logic [63:0]            image_address,
    input  logic [63:0]            image_bytes,
    output logic                   done,            // one cycle
    output logic [7:0]             code,

    output logic                   loaded,
    output logic                   memory_weights,  // they do not fit on the chip and stay in memory
    output logic [63:0]            loaded_address,
    output mcc_core_pkg::network_t network,         // the loaded one

    // The table of matrices.
    output logic                   matrix_write,
    output logic [6:0]             matrix,
    output mcc_core_pkg::matrix_t  matrix_in,
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::matrix_t  matrix_out,
    // verilator lint_on UNUSEDSIGNAL

    // Tables of functions: a segment at a time.
    output logic                   gain_write,
    output logic                   sigmoid_write,
    output mcc_core_pkg::table_entry_t table_entry,

    // Rows of weights.
    output logic                   row_in_valid,
    input  logic                   row_in_ready,
    input  logic                   row_in_done,
    output logic                   row_out_valid,
    input  logic                   row_out_ready,
    input  logic                   rows_out_idle,
    output logic [63:0]            row_address,
    output logic [8:0]             row_beats,
    output logic [WA-1:0]          row_word,

    output logic                   request_valid,
    input  logic                   request_ready,
    output logic [63:0]            request_address,
    output logic [15:0]            request_beats,
    input  logic                   data_valid,
    output logic                   data_ready,
    input  logic [127:0]           data,
    input  logic                   data_last
);
    localparam int L = $clog2(LANES);
    localparam logic [3:0] IDLE = 4'd0, HEADER = 4'd1, VALIDATE = 4'd2, TABLE = 4'd3, CHECK = 4'd4, GAIN = 4'd5, SIGMOID = 4'd6,
            MATRIX = 4'd7, ROW = 4'd8, SETTLE = 4'd9, END = 4'd10, ENTRY = 4'd11;
    localparam logic [15:0] TABLE_BEATS = 16'(mcc_contract_pkg::IMG_TABLE_BYTES / 16);

    logic [3:0] state;
    logic asked;                  // what the state needs is requested
    logic reading_back, validating;
    logic piecewise;              // only rows are moved, in the direction of reading_back
    logic flipped;                // the network in use is in the second half
    logic [31:0] total_rows, skip;
    logic [32:0] piece_end;
    logic [15:0] piece_left;
    logic piece_over;
    logic [31:0] total_words;
    logic [2:0] wait_count;
    logic [31:0] matrix_table, gain_table, sigmoid_table, total_bytes;
    logic has_gain_table;
    logic [7:0] header_code;
    mcc_core_pkg::network_t candidate, shape_network;

    mcc_header #(
            .MAX_CELLS(MAX_CELLS), .MAX_LAYERS(MAX_LAYERS), .MAX_INPUTS(MAX_INPUTS), .MAX_OUTPUTS(MAX_OUTPUTS),
            .MAX_UNIVERSAL(MAX_UNIVERSAL), .LANES(LANES), .KEPT_WORDS(KEPT_WORDS), .LAWS(LAWS)) validator (
            .clk, .beat_valid(state == HEADER && data_valid), .beat(data), .image_bytes,
            .network(candidate), .matrix_table, .gain_table, .sigmoid_table, .total_bytes, .has_gain_table,
            .code(header_code));

    // The shape that the matrix should have.
    logic readout;
    logic [15:0] rows;

    assign shape_network = piecewise ? network : candidate;

    mcc_shape shape (
            .network(shape_network), .matrix, .readout, .layer(), .stream(), .apical(), .distal(),
            .proximal_row(), .universal_row(), .bias_row(), .rows);

    logic [15:0] columns, chunks, beats;
    // verilator lint_off UNUSEDSIGNAL
    logic [127:0] entry;  // with what is reserved
    // verilator lint_on UNUSEDSIGNAL
    logic [31:0] words, matrix_words, matrix_bytes, matrix_end;
    logic entry_good;
    logic last_matrix;

    assign columns = readout ? 16'(shape_network.outputs) : 16'(shape_network.cells);
    assign chunks = (columns + 16'(LANES - 1)) >> L;
    assign beats = (columns + 16'd7) >> 3;
    assign last_matrix = readout;

    // Requests.
    always_comb begin
        request_valid = !asked && (state == HEADER || state == TABLE || state == GAIN || state == SIGMOID);
        case (state)
            HEADER: request_address = image_address;
            TABLE: request_address = image_address + 64'(matrix_table);
            GAIN: request_address = image_address + 64'(gain_table);
            default: request_address = image_address + 64'(sigmoid_table);
        endcase
        case (state)
            HEADER: request_beats = 16'(mcc_contract_pkg::IMG_HEADER_BYTES / 16);
            TABLE: request_beats = 16'({candidate.layers, 2'b01});
            default: request_beats = TABLE_BEATS;
        endcase
    end

    // Entries of a function's table, one by one; a segment is known with the entry behind it.
    logic [127:0] entries;
    logic [3:0] entries_left;
    logic [8:0] entry_index;
    logic signed [15:0] previous;
    logic entries_last;

    assign data_ready = state == HEADER || (state == TABLE && asked)
            || ((state == GAIN || state == SIGMOID) && asked && entries_left == 4'd0);
    assign gain_write = state == GAIN && entries_left != 4'd0 && entry_index != 9'd0 && entry_index <= 9'd256;
    assign sigmoid_write = state == SIGMOID && entries_left != 4'd0 && entry_index != 9'd0 && entry_index <= 9'd256;
    assign table_entry.segment = 8'(entry_index - 9'd1);
    assign table_entry.value = previous;
    assign table_entry.rise = 17'($signed(entries[15:0])) - 17'(previous);

    // Rows.
    logic [15:0] rows_left;
    logic [31:0] rows_pending;

    assign bank = NETWORKS > 1 && (slot ^ flipped);
    assign second_fits = NETWORKS > 1 && loaded && !memory_weights && total_words <= 32'(WEIGHT_WORDS / 2);
    assign piece_over = piecewise && piece_rows != '0 && piece_left == '0;
    assign row_in_valid = state == ROW && !reading_back && rows_left != '0 && skip == '0 && !piece_over;
    assign row_out_valid = state == ROW && reading_back && rows_left != '0 && skip == '0 && !piece_over;
    assign matrix_in.scale = entry[8*mcc_contract_pkg::MAT_SCALE +: 4];
    assign matrix_in.rate = entry[8*mcc_contract_pkg::MAT_RATE_SHIFT +: 8];
    assign matrix_in.word = words;
    assign matrix_in.offset = entry[8*mcc_contract_pkg::MAT_WEIGHTS +: 48];
    assign matrix_write = state == ENTRY && wait_count == 3'd3 && !validating;

    always_ff @(posedge clk) begin
        done <= 1'b0;
        second_begins <= 1'b0;
        piece_end <= 33'(first_row) + 33'(piece_rows);
        if (exchange) flipped <= !flipped;
        if (rst || forget) begin
            loaded <= 1'b0;
            second_loaded <= 1'b0;
            flipped <= 1'b0;
        end
        if (rst) begin
            state <= IDLE;
            rows_pending <= '0;
            entries_left <= '0;
        end else begin
            rows_pending <= rows_pending + 32'(row_in_valid && row_in_ready) - 32'(row_in_done && state != IDLE);
            if (entries_left != 4'd0) entries_left <= entries_left - 4'd1;
            case (state)
                IDLE:
                    if (load || read_weights || write_weights) begin
                        state <= HEADER;
                        asked <= 1'b0;
                        reading_back <= read_weights;
                        piecewise <= !load;
                        validating <= 1'b1;
                        code <= mcc_contract_pkg::CODE_DONE;
                        rows_pending <= '0;
                    end
                HEADER: begin
                    if (request_ready) asked <= 1'b1;
                    wait_count <= '0;
                    if (data_valid && data_last) state <= VALIDATE;
                end
                VALIDATE: begin
                    wait_count <= wait_count + 3'd1;
                    matrix <= '0;
                    words <= '0;
                    asked <= 1'b0;
                    skip <= piecewise ? first_row : 32'd0;
                    piece_left <= piece_rows;
                    if (wait_count == 3'd5) begin
                        state <= TABLE;
                        if (header_code != mcc_contract_pkg::CODE_PENDING) begin
                            code <= header_code;
                            state <= END;
                        end else if (piecewise) begin
                            state <= MATRIX;
                            if (candidate != network) begin
                                code <= mcc_contract_pkg::CODE_OTHER_IMAGE;
                                state <= END;
                            end else if (first_row >= total_rows || piece_end > 33'(total_rows)) begin
                                code <= mcc_contract_pkg::CODE_BAD_PIECE;
                                state <= END;
                            end
                        end
                    end
                end
                TABLE: begin
                    if (request_ready && !asked) asked <= 1'b1;
                    wait_count <= '0;
                    if (asked && data_valid) begin
                        entry <= data;
                        state <= ENTRY;
                    end
                end
                ENTRY: begin
                    // One product a step: words, bytes, end, verdict.
                    wait_count <= wait_count + 3'd1;
                    matrix_words <= rows * chunks;
                    matrix_bytes <= {28'(rows) * 28'(beats), 4'd0};
                    matrix_end <= entry[8*mcc_contract_pkg::MAT_WEIGHTS +: 32] + matrix_bytes;
                    entry_good <= entry[8*mcc_contract_pkg::MAT_ROWS +: 16] == rows
                            && entry[8*mcc_contract_pkg::MAT_COLUMNS +: 16] == columns
                            && entry[8*mcc_contract_pkg::MAT_SCALE +: 8] >= 8'd5
                            && entry[8*mcc_contract_pkg::MAT_SCALE +: 8] <= 8'd15
                            && entry[8*mcc_contract_pkg::MAT_WEIGHTS + 32 +: 32] == 32'd0
                            && entry[8*mcc_contract_pkg::MAT_WEIGHTS +: 4] == 4'd0
                            && matrix_end <= total_bytes && matrix_end >= matrix_bytes;
                    if (wait_count == 3'd3) begin
                        words <= words + matrix_words;
                        if (!validating) total_rows <= (matrix == '0 ? 32'd0 : total_rows) + 32'(rows);
                        matrix <= matrix + 7'd1;
                        state <= last_matrix ? CHECK : TABLE;
                    end
                    if (validating && wait_count == 3'd3 && !entry_good) code <= mcc_contract_pkg::CODE_BAD_SHAPE;
                end
                CHECK: begin
                    // The table is read: validate it, or go on with the functions.
                    asked <= 1'b0;
                    matrix <= '0;
                    words <= '0;
                    validating <= 1'b0;
                    if (validating) begin
                        state <= code == mcc_contract_pkg::CODE_DONE ? TABLE : END;
                        if (code == mcc_contract_pkg::CODE_DONE) begin
                            loaded <= 1'b0;
                            second_loaded <= 1'b0;
                            flipped <= 1'b0;
                            total_words <= words;
                            network <= candidate;
                            loaded_address <= image_address;
                            memory_weights <= words > 32'(WEIGHT_WORDS);
                        end
                    end else state <= has_gain_table ? GAIN : SIGMOID;
                    entry_index <= '0;
                end
                GAIN, SIGMOID: begin
                    if (request_ready && !asked) asked <= 1'b1;
                    if (data_valid && data_ready) begin
                        entries <= data;
                        entries_left <= 4'd8;
                        entries_last <= data_last;
                    end
                    if (entries_left != 4'd0) begin
                        previous <= entries[15:0];
                        entries <= entries >> 16;
                        entry_index <= entry_index + 9'd1;
                    end
                    if (entries_left == 4'd1 && entries_last) begin
                        asked <= 1'b0;
                        entry_index <= '0;
                        entries_last <= 1'b0;
                        state <= state == GAIN ? SIGMOID : MATRIX;
                    end
                end
                MATRIX: begin
                    // The address of the first row; matrix_out is that of this matrix.
                    rows_left <= rows;
                    row_address <= image_address + 64'(matrix_out.offset);
                    row_word <= matrix_out.word[WA-1:0] + (bank ? WA'(WEIGHT_WORDS / 2) : '0);
                    row_beats <= 9'(beats);
                    state <= memory_weights ? SETTLE : ROW;

                    // Whole matrices before the piece are passed by.
                    if (!memory_weights && skip >= 32'(rows)) begin
                        skip <= skip - 32'(rows);
                        matrix <= matrix + 7'd1;
                        state <= MATRIX;
                    end
                end
                ROW:
                    if (piece_over) state <= SETTLE;
                    else if (rows_left == '0) begin
                        matrix <= matrix + 7'd1;
                        state <= last_matrix ? SETTLE : MATRIX;
                    end else if (skip != '0 || (reading_back ? row_out_ready : row_in_ready)) begin
                        rows_left <= rows_left - 16'd1;
                        if (skip != '0) skip <= skip - 32'd1;
                        else piece_left <= piece_left - 16'd1;
                        row_address <= row_address + {51'd0, row_beats, 4'd0};
                        row_word <= row_word + WA'(chunks);
                    end
                SETTLE: if (rows_pending == '0 && rows_out_idle) state <= END;
                END: begin
                    done <= 1'b1;
                    state <= IDLE;
                    if (!piecewise && code == mcc_contract_pkg::CODE_DONE) loaded <= 1'b1;
                    if (piecewise && !reading_back && slot && code == mcc_contract_pkg::CODE_DONE
                            && (piece_rows == '0 || piece_end == 33'(total_rows))) begin
                        second_loaded <= 1'b1;
                        second_begins <= !second_loaded;
                    end
                end
                default: state <= IDLE;
            endcase
        end
    end
endmodule
