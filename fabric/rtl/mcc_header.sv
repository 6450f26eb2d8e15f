// Takes the header of a network image, beat by beat, and validates it against this build. The network it gives is a candidate.
module mcc_header #(
    parameter int MAX_CELLS = 1024,
    parameter int MAX_LAYERS = 8,
    parameter int MAX_INPUTS = 512,
    parameter int MAX_OUTPUTS = 128,
    parameter int MAX_UNIVERSAL = 512,
    parameter int LANES = 64,
    parameter int KEPT_WORDS = 512,
    parameter logic [mcc_contract_pkg::LAW_COUNT-1:0] LAWS = mcc_contract_pkg::LAWS_ALL
) (
    input  logic                   clk,
    input  logic                   beat_valid,
    input  logic [127:0]           beat,
    input  logic [63:0]            image_bytes,
    output mcc_core_pkg::network_t network,
    output logic [31:0]            matrix_table,
    output logic [31:0]            gain_table,
    output logic [31:0]            sigmoid_table,
    output logic [31:0]            total_bytes,
    output logic                   has_gain_table,
    output logic [7:0]             code            // CODE_PENDING: nothing is wrong; three cycles after the last beat
);
    // verilator lint_off UNUSEDSIGNAL
    logic [511:0] header;  // with what is reserved
    // verilator lint_on UNUSEDSIGNAL

    always_ff @(posedge clk) if (beat_valid) header <= {beat, header[511:128]};

    logic [31:0] magic;
    logic [15:0] version, cells, audio, video, outputs, universal_length, matrices;
    logic [7:0] law, flags, layers, group_shift, universal_shift, send_threshold;
    logic [63:0] total;

    assign magic = header[8*mcc_contract_pkg::IMG_MAGIC +: 32];
    assign version = header[8*mcc_contract_pkg::IMG_VERSION +: 16];
    assign law = header[8*mcc_contract_pkg::IMG_LAW +: 8];
    assign flags = header[8*mcc_contract_pkg::IMG_FLAGS +: 8];
    assign layers = header[8*mcc_contract_pkg::IMG_LAYERS +: 8];
    assign group_shift = header[8*mcc_contract_pkg::IMG_GROUP_SHIFT +: 8];
    assign universal_shift = header[8*mcc_contract_pkg::IMG_UNIVERSAL_SHIFT +: 8];
    assign cells = header[8*mcc_contract_pkg::IMG_CELLS +: 16];
    assign audio = header[8*mcc_contract_pkg::IMG_AUDIO_INPUTS +: 16];
    assign video = header[8*mcc_contract_pkg::IMG_VIDEO_INPUTS +: 16];
    assign outputs = header[8*mcc_contract_pkg::IMG_OUTPUTS +: 16];
    assign universal_length = header[8*mcc_contract_pkg::IMG_UNIVERSAL_LENGTH +: 16];
    assign matrices = header[8*mcc_contract_pkg::IMG_MATRICES +: 16];
    assign send_threshold = header[8*mcc_contract_pkg::IMG_SEND_THRESHOLD +: 8];
    assign total = header[8*mcc_contract_pkg::IMG_TOTAL_BYTES +: 64];
    assign matrix_table = header[8*mcc_contract_pkg::IMG_MATRIX_TABLE +: 32];
    assign gain_table = header[8*mcc_contract_pkg::IMG_GAIN_TABLE +: 32];
    assign sigmoid_table = header[8*mcc_contract_pkg::IMG_SIGMOID_TABLE +: 32];
    assign total_bytes = total[31:0];
    assign has_gain_table = flags[mcc_contract_pkg::IMG_FLAG_GAIN_TABLE_BIT];

    always_comb begin
        network.layers = layers[4:0];
        network.law = law[3:0];
        network.proximal = flags[mcc_contract_pkg::IMG_FLAG_PROXIMAL_BIT];
        network.universal = flags[mcc_contract_pkg::IMG_FLAG_UNIVERSAL_BIT];
        network.distal_from = header[8*mcc_contract_pkg::IMG_DISTAL_FROM +: 8];
        network.universal_shift = universal_shift[3:0];
        network.group_log = group_shift[3:0];
        network.cells = cells[11:0];
        network.audio = audio[12:0];
        network.video = video[12:0];
        network.outputs = outputs[9:0];
        network.universal_length = universal_length;
        network.threshold = send_threshold[6:0];
    end

    // Three steps, so that no path is long: parts of the shape, the shape, the code.
    logic small_enough, in_range, table_there, tables_inside;
    logic [15:0] groups;
    logic [23:0] summary_length;
    logic whole_groups, shaped;
    logic [31:0] table_end, gain_end, sigmoid_end;
    logic [3:0] odd_bytes;
    logic [15:0] cell_chunks, output_chunks;
    logic [23:0] kept_sums;       // words of sums where they are kept

    function automatic logic outside(input logic [15:0] value, input logic [15:0] max);
        outside = value == 16'd0 || value > max;
    endfunction

    always_ff @(posedge clk) begin
        small_enough <= layers <= 8'(MAX_LAYERS) && cells <= 16'(MAX_CELLS) && audio <= 16'(MAX_INPUTS)
                && video <= 16'(MAX_INPUTS) && outputs <= 16'(MAX_OUTPUTS) && universal_length <= 16'(MAX_UNIVERSAL);
        in_range <= !outside(16'(layers), 16'd16) && !outside(cells, 16'd2048) && cells[3:0] == 4'd0
                && !outside(audio, 16'd4096) && !outside(video, 16'd4096) && !outside(outputs, 16'd512)
                && group_shift <= 8'd8 && universal_shift <= 8'd8 && send_threshold <= 8'd64 && law < 8'(mcc_contract_pkg::LAW_COUNT)
                && matrices == {6'd0, layers, 2'b01};
        groups <= cells >> group_shift[3:0];
        summary_length <= {7'd0, groups, 1'b0} * 24'(layers);
        whole_groups <= (groups << group_shift[3:0]) == cells;
        table_there <= has_gain_table || mcc_contract_pkg::LAWS_WITHOUT_TABLE[network.law];
        table_end <= matrix_table + {12'd0, matrices, 4'd0};
        gain_end <= has_gain_table ? gain_table + 32'(mcc_contract_pkg::IMG_TABLE_BYTES) : 32'd0;
        sigmoid_end <= sigmoid_table + 32'(mcc_contract_pkg::IMG_TABLE_BYTES);
        cell_chunks <= (cells + 16'(LANES - 1)) >> $clog2(LANES);
        output_chunks <= (outputs + 16'(LANES - 1)) >> $clog2(LANES);
        kept_sums <= 24'(layers) * {6'd0, cell_chunks, 2'b00} + 24'(output_chunks);
        odd_bytes <= matrix_table[3:0] | sigmoid_table[3:0] | (has_gain_table ? gain_table[3:0] : 4'd0);
        tables_inside <= table_end <= total[31:0] && gain_end <= total[31:0] && sigmoid_end <= total[31:0]
                && table_end >= matrix_table && sigmoid_end >= sigmoid_table && (gain_end >= gain_table || !has_gain_table)
                && odd_bytes == 4'd0;
        shaped <= in_range && table_there && whole_groups
                && (network.universal ? 24'(universal_length) == summary_length : universal_length == 16'd0);
        if (magic != mcc_contract_pkg::IMG_MAGIC_VALUE || total > image_bytes)
            code <= mcc_contract_pkg::CODE_BAD_IMAGE;
        else if (version != mcc_contract_pkg::IMG_VERSION_VALUE) code <= mcc_contract_pkg::CODE_BAD_IMAGE_VERSION;
        else if (!shaped || !tables_inside) code <= mcc_contract_pkg::CODE_BAD_SHAPE;
        else if (!small_enough || (send_threshold != 8'd0 && kept_sums > 24'(KEPT_WORDS)))
            code <= mcc_contract_pkg::CODE_NETWORK_TOO_LARGE;
        else if (!LAWS[network.law]) code <= mcc_contract_pkg::CODE_UNSUPPORTED_LAW;
        else code <= mcc_contract_pkg::CODE_PENDING;
    end
endmodule
